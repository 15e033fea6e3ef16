package io.seekforge.model.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a benchmark measured.
 *
 * @param bestTokensPerSecond of the fastest step
 * @param medianTokensPerSecond of the median step
 * @param documentsPerSecond of the median step; a packed sequence holds many
 * @param peakBytes most resident memory of the process so far (VmHWM); 0 where the system does not
 *     say
 * @param loss mean loss of the last step
 * @param experts that were trained, by layer; empty with LoRA
 * @param productFlops operations per second of the frozen weights' products alone, in the shapes
 *     and on the threads of the step
 * @param productShare share of the median step that those products would take at that speed
 */
public record BenchmarkResult(
    double bestTokensPerSecond,
    double medianTokensPerSecond,
    double documentsPerSecond,
    long peakBytes,
    double loss,
    Map<Integer, List<Integer>> experts,
    double productFlops,
    double productShare) {
  @Override
  public String toString() {
    String trained = experts.isEmpty() ? "" : "; experts " + experts;
    return String.format(
            Locale.ROOT,
            "tokens/s best %.1f median %.1f, documents/s %.2f, peak memory %.2f GB, loss %.4f; "
                + "products alone %.0f GFLOP/s, %.0f %% of the median step",
            bestTokensPerSecond,
            medianTokensPerSecond,
            documentsPerSecond,
            peakBytes / 1e9,
            loss,
            productFlops / 1e9,
            100 * productShare)
        + trained;
  }
}
