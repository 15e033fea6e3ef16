package io.seekforge.bench.rounds;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Spark's torrent broadcast (Chowdhury et al. 2011, "Managing data transfers in computer clusters
 * with Orchestra"; {@code TorrentBroadcast}): an executor fetches blocks of 4 MiB one after the
 * other in an order of its own, each from the driver or an executor that has it, by chance.
 */
final class Torrent {
  private static final double BLOCK = 4 << 20;

  private final Events events;
  private final Network network;
  private final SplittableRandom random;
  private final double bytes;
  private final double latency;
  private final List<List<Integer>> holders = new ArrayList<>();

  /**
   * A broadcast that so far only the driver has.
   *
   * @param bytes of it
   * @param latency of asking for a block
   */
  Torrent(
      Events events,
      Network network,
      SplittableRandom random,
      double bytes,
      double latency,
      int driver) {
    this.events = events;
    this.network = network;
    this.random = random;
    this.bytes = bytes;
    this.latency = latency;
    for (double from = 0; from < bytes; from += BLOCK) {
      holders.add(new ArrayList<>(List.of(driver)));
    }
  }

  /** Brings all blocks to a machine. */
  void fetch(int machine, Runnable done) {
    next(machine, Chance.order(holders.size(), random), 0, done);
  }

  private void next(int machine, int[] order, int place, Runnable done) {
    if (place == order.length) {
      done.run();
      return;
    }
    int block = order[place];
    List<Integer> have = holders.get(block);
    int from = have.get(random.nextInt(have.size()));
    // Where it is, from the driver; then the block, from where it is.
    events.in(
        3 * latency,
        () ->
            network.send(
                from,
                machine,
                Math.min(BLOCK, bytes - block * BLOCK),
                () -> {
                  have.add(machine);
                  next(machine, order, place + 1, done);
                }));
  }
}
