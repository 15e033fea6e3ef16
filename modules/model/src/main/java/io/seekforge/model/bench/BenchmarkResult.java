package io.seekforge.model.bench;

import java.util.Locale;

/**
 * What a benchmark measured.
 *
 * @param bestTokensPerSecond of the fastest step
 * @param medianTokensPerSecond of the median step
 * @param peakBytes most resident memory of the process so far (VmHWM); 0 where the system does not
 *     say
 * @param loss mean loss of the last step
 */
public record BenchmarkResult(
    double bestTokensPerSecond, double medianTokensPerSecond, long peakBytes, double loss) {
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "tokens/s best %.1f median %.1f, peak memory %.2f GB, loss %.4f",
        bestTokensPerSecond,
        medianTokensPerSecond,
        peakBytes / 1e9,
        loss);
  }
}
