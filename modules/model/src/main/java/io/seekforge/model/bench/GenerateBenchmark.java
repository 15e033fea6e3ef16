package io.seekforge.model.bench;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.CausalModel;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.Precision;
import io.seekforge.model.generate.Generator;
import io.seekforge.model.generate.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * Times greedy generation by a model with random weights: random prompts are read, then each grows
 * by a number of tokens. One run more than asked comes first and is not counted.
 *
 * @param promptLength tokens of a prompt
 * @param newTokens tokens added to each
 * @param batch prompts that grow together
 * @param runs that count
 * @param threads that share a pass
 */
public record GenerateBenchmark(
    ModelConfig config,
    Precision precision,
    int promptLength,
    int newTokens,
    int batch,
    int runs,
    int threads) {

  public GenerateBenchmark {
    for (int number : new int[] {promptLength, newTokens, batch, runs, threads}) {
      if (number < 1) {
        throw new SeekforgeException("Invalid benchmark: " + number + " (each number at least 1)");
      }
    }
  }

  /**
   * What was measured.
   *
   * @param bestTokensPerSecond new tokens of all texts, of the fastest run
   * @param medianTokensPerSecond of the median run
   */
  public record Result(double bestTokensPerSecond, double medianTokensPerSecond) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "new tokens/s best %.1f median %.1f",
          bestTokensPerSecond,
          medianTokensPerSecond);
    }
  }

  /** Runs it. */
  public Result run() {
    try (CausalModel model = CausalModel.random(config, 1, precision);
        Generator generator = Generator.of(model, threads)) {
      Sampling sampling = Sampling.greedy(newTokens, Set.of());
      double[] rates = new double[runs];
      for (int run = -1; run < runs; run++) {
        long start = System.nanoTime();
        int tokens = generator.generate(prompts(), sampling).stream().mapToInt(a -> a.length).sum();
        if (run >= 0) {
          rates[run] = tokens * 1e9 / (System.nanoTime() - start);
        }
      }
      Arrays.sort(rates);
      return new Result(rates[runs - 1], rates[runs / 2]);
    }
  }

  private List<int[]> prompts() {
    Random random = new Random(1);
    List<int[]> prompts = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      prompts.add(random.ints(promptLength, 0, config.vocabSize()).toArray());
    }
    return prompts;
  }
}
