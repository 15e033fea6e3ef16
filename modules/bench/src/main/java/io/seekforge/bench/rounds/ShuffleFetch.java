package io.seekforge.bench.rounds;

/**
 * A reducer's fetching as Spark's {@code ShuffleBlockFetcherIterator} does it: replicas in random
 * order, at most 48 MiB asked for and not yet taken ({@code spark.reducer.maxSizeInFlight}), one
 * thread takes what has come.
 */
final class ShuffleFetch {
  private static final double IN_FLIGHT = 48 << 20;

  private final Events events;
  private final Network network;
  private final double secondsPerByte;
  private final double piece;
  private final int executor;
  private final int[] from;
  private final int[] order;
  private final Runnable done;
  private int asked;
  private int inFlight;
  private int waiting;
  private int taken;
  private boolean taking;

  /**
   * A fetch that has not begun.
   *
   * @param secondsPerByte of reading what has come
   * @param piece bytes of one replica's blocks
   * @param from executor of each replica
   * @param order of the replicas
   */
  ShuffleFetch(
      Events events,
      Network network,
      double secondsPerByte,
      double piece,
      int executor,
      int[] from,
      int[] order,
      Runnable done) {
    this.events = events;
    this.network = network;
    this.secondsPerByte = secondsPerByte;
    this.piece = piece;
    this.executor = executor;
    this.from = from;
    this.order = order;
    this.done = done;
  }

  void begin() {
    ask();
  }

  private void ask() {
    while (asked < order.length && (inFlight == 0 || (inFlight + 1) * piece <= IN_FLIGHT)) {
      inFlight++;
      network.send(
          from[order[asked++]],
          executor,
          piece,
          () -> {
            waiting++;
            take();
          });
    }
  }

  private void take() {
    if (taking || waiting == 0) {
      return;
    }
    taking = true;
    waiting--;
    inFlight--;
    ask();
    events.in(
        secondsPerByte * piece,
        () -> {
          taking = false;
          if (++taken == order.length) {
            done.run();
          } else {
            take();
          }
        });
  }
}
