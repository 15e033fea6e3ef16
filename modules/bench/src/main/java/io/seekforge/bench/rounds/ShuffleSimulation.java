package io.seekforge.bench.rounds;

import java.util.SplittableRandom;

/**
 * One round of the shuffle's path, event by event, in three stages: each replica reads all
 * parameters from the store, computes and writes its gradient into the shuffle; reducers fetch
 * their blocks of all replicas and add them up; they update and write the files of their blocks.
 */
final class ShuffleSimulation {
  private static final int REPORT = 1 << 12;

  private final Events events = new Events();
  private final Cluster cluster;
  private final Workload workload;
  private final SplittableRandom random;
  private final Network network;
  private final Slots slots;
  private final Store store;
  private final int driver;
  private final int blocks;
  private final double blockBytes;
  private final int reducers;
  private final int[] ranReplica;
  private final int[] ranReducer;
  private int left;
  private double slowest;

  private ShuffleSimulation(Cluster cluster, Workload workload, long seed) {
    this.cluster = cluster;
    this.workload = workload;
    this.random = new SplittableRandom(seed);
    this.driver = cluster.executors();
    this.network = new Network(events, cluster.hardware(), cluster.executors() + 1);
    this.slots = new Slots(events, cluster);
    this.blocks = cluster.design().blocks(workload.parameters());
    this.blockBytes = workload.vectorBytes() / blocks;
    this.reducers = cluster.design().reducers(workload.parameters(), cluster.replicas());
    this.ranReplica = new int[cluster.replicas()];
    this.ranReducer = new int[reducers];
    // The round before left its files where its reducers ran.
    int[] before = order();
    int[] writers = new int[blocks];
    for (int block = 0; block < blocks; block++) {
      writers[block] = before[(int) ((long) block * reducers / blocks) % before.length];
    }
    this.store = new Store(events, network, random.split(), cluster, writers);
  }

  /** Runs it. */
  static RoundCost run(Cluster cluster, Workload workload, long seed) {
    return new ShuffleSimulation(cluster, workload, seed).run();
  }

  private int[] order() {
    return Chance.order(cluster.executors(), random);
  }

  private RoundCost run() {
    left = cluster.replicas();
    slots.stage(cluster.replicas(), order(), this::gradient);
    events.run();
    return network.cost(driver, slowest, events.now());
  }

  private void gradient(int replica, int executor, Runnable ended) {
    ranReplica[replica] = executor;
    int first = cluster.design().rotated() ? replica % blocks : 0;
    readParameters(executor, first, blocks, () -> compute(executor, ended));
  }

  private void readParameters(int executor, int block, int rest, Runnable done) {
    if (rest == 0) {
      done.run();
      return;
    }
    double began = events.now();
    store.read(
        block,
        executor,
        blockBytes,
        () ->
            // Hashing goes on while bytes come.
            events.at(
                began + cluster.costs().parametersRead() * blockBytes,
                () -> readParameters(executor, (block + 1) % blocks, rest - 1, done)));
  }

  private void compute(int executor, Runnable ended) {
    double seconds = Chance.time(workload.stepSeconds(), workload.spread(), random);
    slowest = Math.max(slowest, seconds);
    double write = cluster.costs().shuffleWrite() * workload.vectorBytes();
    events.in(seconds + write, () -> tell(executor, ended, this::startSums));
  }

  /** Tells the driver of a task's end; the last one of a stage begins the next. */
  private void tell(int executor, Runnable ended, Runnable next) {
    ended.run();
    network.send(
        executor,
        driver,
        REPORT,
        () -> {
          if (--left == 0) {
            next.run();
          }
        });
  }

  private void startSums() {
    left = reducers;
    slots.stage(reducers, order(), this::sum);
  }

  private void sum(int reducer, int executor, Runnable ended) {
    ranReducer[reducer] = executor;
    double parameters = (double) workload.parameters() / reducers;
    double add =
        cluster.costs().sum() * parameters * cluster.replicas()
            + cluster.costs().finish() * parameters;
    new ShuffleFetch(
            events,
            network,
            cluster.costs().shuffleRead(),
            workload.vectorBytes() / reducers,
            executor,
            ranReplica,
            Chance.order(cluster.replicas(), random),
            () -> events.in(add, () -> tell(executor, ended, this::startUpdates)))
        .begin();
  }

  private void startUpdates() {
    left = reducers;
    slots.stage(ranReducer, order(), this::update);
  }

  private void update(int reducer, int executor, Runnable ended) {
    int from = (int) (((long) reducer * blocks + reducers - 1) / reducers);
    int end = (int) (((long) (reducer + 1) * blocks + reducers - 1) / reducers);
    update(executor, from, end, ended);
  }

  private void update(int executor, int block, int end, Runnable ended) {
    if (block == end) {
      tell(executor, ended, () -> {});
      return;
    }
    // Parameters and two moments, in and out.
    double bytes = 3 * blockBytes;
    double seconds = cluster.costs().update() * blockBytes / Float.BYTES;
    store.read(
        block,
        executor,
        bytes,
        () ->
            events.in(
                seconds,
                () -> store.write(executor, bytes, () -> update(executor, block + 1, end, ended))));
  }
}
