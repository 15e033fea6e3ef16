package io.seekforge.bench.rounds;

/**
 * A round of the driver's path by closed form: {@code V = 4·P} bytes go out by a torrent and come
 * back from every replica.
 */
final class DriverModel {
  private static final double BLOCK = 4 << 20;

  private DriverModel() {}

  /** What it costs. */
  static RoundCost cost(Cluster cluster, Workload workload) {
    double bytes = workload.vectorBytes();
    int executors = Math.min(cluster.executors(), cluster.replicas());
    double slowest =
        workload.stepSeconds() * (1 + workload.spread() * Crossbar.largest(cluster.replicas()));
    double seconds = out(cluster, bytes, executors) + computeAndBack(cluster, workload, executors);
    // Nobody but the driver has what each executor asks for first.
    double first = Math.min(BLOCK, bytes) * executors;
    double fromDriver = Math.min(bytes * executors, first + bytes * harmonic(executors));
    double served = (bytes * executors - fromDriver) / cluster.executors();
    double back = bytes * cluster.replicas();
    return new RoundCost(
        back,
        fromDriver,
        bytes * executors / cluster.executors(),
        served + back / cluster.executors(),
        slowest,
        seconds - slowest);
  }

  /** A block that is fetched for the n-th time comes from the driver with probability 1/n. */
  private static double harmonic(int count) {
    double sum = 0;
    for (int i = 1; i <= count; i++) {
      sum += 1.0 / i;
    }
    return sum;
  }

  /** Until the tasks have their parameters. */
  private static double out(Cluster cluster, double bytes, int executors) {
    UnitCosts costs = cluster.costs();
    double block = Math.min(BLOCK, bytes) / cluster.hardware().bytesPerSecond();
    double blocks = Math.ceil(bytes / BLOCK);
    double torrent =
        bytes / cluster.hardware().bytesPerSecond() / Crossbar.share(executors / (executors + 1.0))
            + block * Math.log(executors) / Math.log(2)
            + blocks * 4 * cluster.hardware().latency();
    return costs.broadcastWrite() * bytes
        + costs.stage()
        + costs.launch()
        + costs.task()
        + cluster.hardware().latency()
        + torrent
        + costs.broadcastRead() * bytes;
  }

  /** From there: computing, results back, sum and step. */
  private static double computeAndBack(Cluster cluster, Workload workload, int executors) {
    UnitCosts costs = cluster.costs();
    double bytes = workload.vectorBytes();
    double around =
        (costs.vector() + costs.resultWrite()) * bytes + 2 * cluster.hardware().latency();
    double turn = costs.launch() + costs.task() + 2 * cluster.hardware().latency();
    double wave = workload.stepSeconds() + around + turn;
    double network = bytes / cluster.hardware().bytesPerSecond();
    double read = costs.resultRead() * bytes;
    int threads = Math.min(cluster.hardware().resultThreads(), executors);
    double each = Math.max(Math.max(network, (network + read) / threads), costs.launch());
    double sum = costs.sum() * workload.parameters();
    int replicas = cluster.replicas();
    // The i-th result is ready at the i-th of the drawn times; those behind it follow one by one.
    double first = Double.NaN;
    double last = 0;
    for (int i = 1; i <= executors; i++) {
      double ready =
          (cluster.waves() - 1) * wave
              + around
              + workload.stepSeconds() * (1 + workload.spread() * Crossbar.quantile(i, executors))
              + network
              + read;
      first = i == 1 ? ready : first;
      last = Math.max(last, ready + (executors - i) * each);
    }
    double added = last + replicas * sum;
    if (cluster.design().summedAsTheyCome()) {
      added = last + sum;
      // Chance orders the results, so the first k replicas are there after k/(k+1) of the time.
      for (int k = 1; k <= replicas; k++) {
        added = Math.max(added, first + (last - first) * k / (k + 1) + (replicas - k + 1) * sum);
      }
    }
    return added + costs.step() * workload.parameters();
  }
}
