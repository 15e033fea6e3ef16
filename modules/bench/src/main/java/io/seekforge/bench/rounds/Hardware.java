package io.seekforge.bench.rounds;

/**
 * Machines, one executor on each and one for the driver.
 *
 * @param bytesPerSecond of a network card, each way
 * @param latency seconds of a message
 * @param resultThreads of the driver that read results; Spark has 4, of use are as many as cores
 * @param copies of a file in the store, which lies on the executors' machines
 */
public record Hardware(double bytesPerSecond, double latency, int resultThreads, int copies) {
  /** Throws where a number makes no machine. */
  public Hardware {
    if (!(bytesPerSecond > 0) || !(latency >= 0) || resultThreads < 1 || copies < 1) {
      throw new IllegalArgumentException(
          "Invalid hardware: "
              + bytesPerSecond
              + " bytes/s, latency "
              + latency
              + ", "
              + resultThreads
              + " result threads, "
              + copies
              + " copies");
    }
  }
}
