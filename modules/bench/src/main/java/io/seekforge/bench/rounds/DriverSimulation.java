package io.seekforge.bench.rounds;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/**
 * One round of the driver's path, event by event: a broadcast goes out, gradients (or, with local
 * steps, updates) come back as results, which the driver's threads read and which are added in
 * replica order.
 */
final class DriverSimulation {
  private final Events events = new Events();
  private final Cluster cluster;
  private final Workload workload;
  private final SplittableRandom random;
  private final Network network;
  private final Slots slots;
  private final Torrent torrent;
  private final int driver;
  private final boolean[] hasParameters;
  private final Deque<int[]> ready = new ArrayDeque<>();
  private final boolean[] came;
  private int threadsBusy;
  private int arrived;
  private int added;
  private boolean adding;
  private int mostHeld;
  private double slowest;

  /**
   * A round, and what the driver held.
   *
   * @param cost of the round
   * @param mostHeld vectors of replicas that the driver held at a time, at most
   */
  record Outcome(RoundCost cost, int mostHeld) {}

  private DriverSimulation(Cluster cluster, Workload workload, long seed) {
    this.cluster = cluster;
    this.workload = workload;
    this.random = new SplittableRandom(seed);
    this.driver = cluster.executors();
    this.network = new Network(events, cluster.hardware(), cluster.executors() + 1);
    this.slots = new Slots(events, cluster);
    this.hasParameters = new boolean[cluster.executors()];
    this.came = new boolean[cluster.replicas()];
    this.torrent =
        new Torrent(
            events,
            network,
            random.split(),
            workload.vectorBytes(),
            cluster.hardware().latency(),
            driver);
  }

  /** Runs it. */
  static Outcome run(Cluster cluster, Workload workload, long seed) {
    return new DriverSimulation(cluster, workload, seed).run();
  }

  private Outcome run() {
    double bytes = workload.vectorBytes();
    events.in(
        cluster.costs().broadcastWrite() * bytes,
        () ->
            slots.stage(
                cluster.replicas(), Chance.order(cluster.executors(), random), this::begin));
    events.run();
    double seconds = events.now() + cluster.costs().step() * workload.parameters();
    return new Outcome(network.cost(driver, slowest, seconds), mostHeld);
  }

  private void begin(int replica, int executor, Runnable ended) {
    if (hasParameters[executor]) {
      compute(replica, executor, ended);
      return;
    }
    hasParameters[executor] = true;
    torrent.fetch(
        executor,
        () ->
            events.in(
                cluster.costs().broadcastRead() * workload.vectorBytes(),
                () -> compute(replica, executor, ended)));
  }

  private void compute(int replica, int executor, Runnable ended) {
    double seconds = Chance.time(workload.stepSeconds(), workload.spread(), random);
    slowest = Math.max(slowest, seconds);
    double around =
        (cluster.costs().vector() + cluster.costs().resultWrite()) * workload.vectorBytes();
    events.in(
        seconds + around,
        () -> {
          ended.run();
          events.in(cluster.hardware().latency(), () -> result(replica, executor));
        });
  }

  private void result(int replica, int executor) {
    ready.add(new int[] {replica, executor});
    read();
  }

  private void read() {
    if (ready.isEmpty() || threadsBusy == cluster.hardware().resultThreads()) {
      return;
    }
    threadsBusy++;
    int[] result = ready.remove();
    double bytes = workload.vectorBytes();
    events.in(
        cluster.hardware().latency(),
        () ->
            network.send(
                result[1],
                driver,
                bytes,
                () -> events.in(cluster.costs().resultRead() * bytes, () -> have(result[0]))));
  }

  private void have(int replica) {
    threadsBusy--;
    came[replica] = true;
    arrived++;
    mostHeld = Math.max(mostHeld, arrived - added);
    read();
    add();
  }

  private void add() {
    boolean may = cluster.design().summedAsTheyCome() || arrived == cluster.replicas();
    if (adding || !may || added == cluster.replicas() || !came[added]) {
      return;
    }
    adding = true;
    events.in(
        cluster.costs().sum() * workload.parameters(),
        () -> {
          added++;
          adding = false;
          add();
        });
  }
}
