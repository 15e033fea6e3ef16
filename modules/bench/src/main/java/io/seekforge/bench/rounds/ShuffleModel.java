package io.seekforge.bench.rounds;

/** A round of the shuffle's path by closed form: three stages, each as long as its slowest task. */
final class ShuffleModel {
  private static final double IN_FLIGHT = 48 << 20;

  private final Cluster cluster;
  private final Workload workload;
  private final UnitCosts costs;
  private final double perSecond;
  private final double executors;
  private final double copies;
  private final int blocks;
  private final int reducers;

  private ShuffleModel(Cluster cluster, Workload workload) {
    this.cluster = cluster;
    this.workload = workload;
    this.costs = cluster.costs();
    this.perSecond = cluster.hardware().bytesPerSecond();
    this.executors = cluster.executors();
    this.copies = Math.min(cluster.hardware().copies(), cluster.executors());
    this.blocks = cluster.design().blocks(workload.parameters());
    this.reducers = cluster.design().reducers(workload.parameters(), cluster.replicas());
  }

  /** What it costs. */
  static RoundCost cost(Cluster cluster, Workload workload) {
    return new ShuffleModel(cluster, workload).cost();
  }

  private RoundCost cost() {
    double slowest =
        workload.stepSeconds() * (1 + workload.spread() * Crossbar.largest(cluster.replicas()));
    double gradients =
        stage(cluster.replicas())
            + cluster.waves()
                * (read() + workload.stepSeconds() + costs.shuffleWrite() * workload.vectorBytes())
            + slowest
            - workload.stepSeconds();
    double seconds = gradients + sums() + updates();
    double bytes = workload.vectorBytes();
    double remote = 1 - 1 / executors;
    double elsewhere = 1 - copies / executors;
    // Parameters and gradients of every replica; a block's three vectors in, and out in copies.
    double each =
        bytes * cluster.replicas() / executors * (elsewhere + remote)
            + 3 * bytes / executors * (elsewhere + copies - 1);
    return new RoundCost(0, 0, each, each, slowest, seconds - slowest);
  }

  /** Beginning and end of a stage, and the tasks that one executor gets. */
  private double stage(int tasks) {
    double turns = Math.ceil(tasks / executors);
    double own = costs.task() + 3 * cluster.hardware().latency();
    return costs.stage() + turns * own + tasks * costs.launch();
  }

  /** All parameters from the store: by the card, by the machine most is asked of, or by hashing. */
  private double read() {
    double bytes = workload.vectorBytes();
    double remote = bytes * (1 - copies / executors);
    double askers = executors - copies;
    double card = remote / perSecond / Crossbar.share(1);
    double writers = Math.min(reducers, executors);
    double most =
        Crossbar.mostCopies(
            cluster.executors(), (int) writers, blocks / writers, blocks * (copies - 1));
    double least = Math.max(card, costs.parametersRead() * bytes);
    double block = bytes / blocks * askers / copies / perSecond;
    // In one order all wait for the first block; then they are apart.
    return cluster.design().rotated() ? Math.max(least, most * block) : least + block;
  }

  private double sums() {
    double turns = Math.ceil(reducers / executors);
    double parameters = (double) workload.parameters() / reducers;
    double piece = 4 * parameters;
    double bytes = piece * cluster.replicas();
    double several = Math.max(1, Math.floor(IN_FLIGHT / piece));
    double card =
        bytes
            * (1 - 1 / executors)
            / perSecond
            / Crossbar.share(Math.min(1, reducers / executors), several);
    double fetch = Math.max(card, costs.shuffleRead() * bytes);
    double add = costs.sum() * parameters * cluster.replicas() + costs.finish() * parameters;
    return stage(reducers) + turns * (fetch + add);
  }

  private double updates() {
    double turns = Math.ceil(reducers / executors);
    double parameters = Math.ceil((double) blocks / reducers) * workload.parameters() / blocks;
    double bytes = 12 * parameters / perSecond;
    double asking = Math.min(1, reducers / executors);
    double in = bytes * (1 - copies / executors) / Crossbar.share(asking);
    double out = copies > 1 ? bytes / Crossbar.share(asking * (copies - 1)) : 0;
    return stage(reducers) + turns * (in + costs.update() * parameters + out);
  }
}
