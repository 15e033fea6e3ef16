package io.seekforge.bench.rounds;

/**
 * What a round costs.
 *
 * @param driverIn bytes into the driver
 * @param driverOut bytes out of the driver
 * @param executorIn bytes into an executor, mean
 * @param executorOut bytes out of an executor, mean
 * @param compute seconds of the slowest task's computing
 * @param exchange seconds of everything else
 */
public record RoundCost(
    double driverIn,
    double driverOut,
    double executorIn,
    double executorOut,
    double compute,
    double exchange) {
  /** Seconds of the round. */
  public double seconds() {
    return compute + exchange;
  }

  /** Share of the round in which nothing is computed. */
  public double overhead() {
    return exchange / seconds();
  }
}
