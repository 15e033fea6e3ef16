package io.seekforge.bench.rounds;

/**
 * Where a round runs.
 *
 * @param executors each computes one replica at a time
 * @param replicas of the run, a multiple of the executors or fewer
 * @param hardware of the machines
 * @param costs of the code on them
 * @param design of the code
 */
public record Cluster(
    int executors, int replicas, Hardware hardware, UnitCosts costs, Design design) {
  /** One replica for each executor. */
  public static Cluster of(int executors, Hardware hardware, UnitCosts costs, Design design) {
    return new Cluster(executors, executors, hardware, costs, design);
  }

  /** Replicas that an executor computes one after the other, at most. */
  public int waves() {
    return (replicas + executors - 1) / executors;
  }
}
