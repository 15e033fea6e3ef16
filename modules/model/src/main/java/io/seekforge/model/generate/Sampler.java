package io.seekforge.model.generate;

import io.seekforge.model.Randomness;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/** Chooses the tokens of one text. */
final class Sampler {
  private final Sampling sampling;
  private final Randomness random;
  private final Set<Integer> seen = new HashSet<>();
  private long draws;

  Sampler(Sampling sampling, int[] prompt, int index) {
    this.sampling = sampling;
    this.random = new Randomness(sampling.seed(), "text " + index);
    Arrays.stream(prompt).forEach(seen::add);
  }

  /**
   * The next token.
   *
   * @param logits may be changed
   */
  int next(float[] logits) {
    penalize(logits);
    int token = sampling.temperature() == 0 ? highest(logits) : draw(logits);
    seen.add(token);
    return token;
  }

  private void penalize(float[] logits) {
    if (sampling.repetitionPenalty() == 1) {
      return;
    }
    float penalty = (float) sampling.repetitionPenalty();
    for (int token : seen) {
      logits[token] = logits[token] < 0 ? logits[token] * penalty : logits[token] / penalty;
    }
  }

  /** The first of the highest. */
  static int highest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  private int draw(float[] logits) {
    double max = logits[highest(logits)];
    double[] weights = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      weights[i] = StrictMath.exp((logits[i] - max) / sampling.temperature());
      sum += weights[i];
    }
    if (sampling.topP() == 1) {
      return pick(weights, IntStream.range(0, weights.length).toArray(), sum);
    }
    int[] order =
        IntStream.range(0, weights.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -weights[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double kept = 0;
    int count = 0;
    while (count < order.length && kept < sampling.topP() * sum) {
      kept += weights[order[count++]];
    }
    return pick(weights, Arrays.copyOf(order, count), kept);
  }

  private int pick(double[] weights, int[] order, double sum) {
    double left = random.uniform(draws++) * sum;
    for (int token : order) {
      left -= weights[token];
      if (left < 0) {
        return token;
      }
    }
    return order[order.length - 1];
  }
}
