package io.seekforge.bench.rounds;

import io.seekforge.bench.rounds.MeasuredRounds.By;

/** Cost of a round by closed form, and by simulation, for both paths. */
final class RoundModel {
  /** Above, more steps between exchanges are of no use to anybody. */
  private static final int MOST_STEPS = 1 << 20;

  private RoundModel() {}

  /** By closed form. */
  static RoundCost model(By by, Cluster cluster, Workload workload) {
    return by == By.DRIVER
        ? DriverModel.cost(cluster, workload)
        : ShuffleModel.cost(cluster, workload);
  }

  /** By simulation; the same seed gives the same round. */
  static RoundCost simulation(By by, Cluster cluster, Workload workload, long seed) {
    return by == By.DRIVER
        ? DriverSimulation.run(cluster, workload, seed).cost()
        : ShuffleSimulation.run(cluster, workload, seed);
  }

  /**
   * The smallest H with which the exchange is at most that share of a round, by closed form.
   *
   * @throws IllegalArgumentException if a million steps are too few
   */
  static int steps(By by, Cluster cluster, Workload workload, double share) {
    int low = 0;
    int high = 1;
    while (model(by, cluster, workload.steps(high)).overhead() > share) {
      low = high;
      high *= 2;
      if (high > MOST_STEPS) {
        throw new IllegalArgumentException("No number of steps brings exchange to " + share);
      }
    }
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (model(by, cluster, workload.steps(middle)).overhead() > share) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
