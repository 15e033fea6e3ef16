package io.seekforge.bench.rounds;

/**
 * Machines with a card each, which sends one chunk at a time and receives one at a time; between
 * them nothing is narrow. A message leaves chunk by chunk, so that messages of one sender take
 * turns.
 */
final class Network {
  private static final double LARGEST = 4 << 20;
  private static final double SMALLEST = 1 << 18;
  private static final double CHUNKS = 4;

  private final Events events;
  private final Hardware hardware;
  private final double[] outFree;
  private final double[] inFree;
  private final double[] sent;
  private final double[] received;

  Network(Events events, Hardware hardware, int machines) {
    this.events = events;
    this.hardware = hardware;
    this.outFree = new double[machines];
    this.inFree = new double[machines];
    this.sent = new double[machines];
    this.received = new double[machines];
  }

  /** Sends bytes; {@code arrived} when the last one is there. What stays on a machine is there. */
  void send(int from, int to, double bytes, Runnable arrived) {
    if (from == to) {
      events.in(0, arrived);
      return;
    }
    sent[from] += bytes;
    received[to] += bytes;
    leave(from, to, bytes, Math.min(LARGEST, Math.max(SMALLEST, bytes / CHUNKS)), arrived);
  }

  private void leave(int from, int to, double bytes, double chunk, Runnable arrived) {
    double seconds = Math.min(chunk, bytes) / hardware.bytesPerSecond();
    boolean last = bytes <= chunk;
    double start = Math.max(events.now(), outFree[from]);
    outFree[from] = start + seconds;
    events.at(
        start + hardware.latency(),
        () -> {
          inFree[to] = Math.max(events.now(), inFree[to]) + seconds;
          if (last) {
            events.at(inFree[to], arrived);
          }
        });
    if (!last) {
      events.at(start + seconds, () -> leave(from, to, bytes - chunk, chunk, arrived));
    }
  }

  /** Bytes that a machine has sent. */
  double sent(int machine) {
    return sent[machine];
  }

  /** Bytes that a machine has received. */
  double received(int machine) {
    return received[machine];
  }

  /**
   * What a round has cost.
   *
   * @param driver its number, that of the machine after the executors
   * @param slowest seconds of computing of the slowest replica
   * @param seconds of the whole round
   */
  RoundCost cost(int driver, double slowest, double seconds) {
    double in = 0;
    double out = 0;
    for (int executor = 0; executor < driver; executor++) {
      in += received(executor) / driver;
      out += sent(executor) / driver;
    }
    return new RoundCost(received(driver), sent(driver), in, out, slowest, seconds - slowest);
  }
}
