package io.seekforge.bench.rounds;

import java.util.SplittableRandom;

/**
 * Files of blocks on the executors' machines, as HDFS places them: the first copy where the writer
 * is, the others on other machines by chance. Reading takes any copy; writing passes from copy to
 * copy.
 */
final class Store {
  private final Events events;
  private final Network network;
  private final SplittableRandom random;
  private final int copies;
  private final int machines;
  private final int[][] at;

  /**
   * A store with a file of each block.
   *
   * @param writers machine that wrote each block
   */
  Store(Events events, Network network, SplittableRandom random, Cluster cluster, int[] writers) {
    this.events = events;
    this.network = network;
    this.random = random;
    this.at = new int[writers.length][];
    this.machines = cluster.executors();
    this.copies = Math.min(cluster.hardware().copies(), machines);
    for (int block = 0; block < writers.length; block++) {
      at[block] = place(writers[block]);
    }
  }

  private int[] place(int writer) {
    int[] chosen = new int[copies];
    chosen[0] = writer;
    for (int copy = 1; copy < copies; copy++) {
      int machine = random.nextInt(machines);
      while (contains(chosen, copy, machine)) {
        machine = random.nextInt(machines);
      }
      chosen[copy] = machine;
    }
    return chosen;
  }

  private static boolean contains(int[] values, int count, int value) {
    for (int i = 0; i < count; i++) {
      if (values[i] == value) {
        return true;
      }
    }
    return false;
  }

  /** Reads bytes of a block's file: from this machine if it has a copy. */
  void read(int block, int machine, double bytes, Runnable done) {
    int[] holders = at[block];
    int from = contains(holders, copies, machine) ? machine : holders[random.nextInt(copies)];
    network.send(from, machine, bytes, done);
  }

  /** Writes bytes of a new file; done when the last copy is there. */
  void write(int machine, double bytes, Runnable done) {
    int[] holders = place(machine);
    // The pipeline passes packets on at once, so its links are busy at the same time.
    int[] open = {copies};
    Runnable one =
        () -> {
          if (--open[0] == 0) {
            done.run();
          }
        };
    events.in(0, one);
    for (int copy = 1; copy < copies; copy++) {
      network.send(holders[copy - 1], holders[copy], bytes, one);
    }
  }
}
