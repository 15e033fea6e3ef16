package io.seekforge.model.generate;

import io.seekforge.api.SeekforgeException;
import java.util.Set;

/**
 * How the next token is chosen, and when to stop.
 *
 * @param maxNewTokens most tokens to add, ≥ 0
 * @param temperature divides the logits; 0: always the highest logit (greedy)
 * @param topP the smallest set of tokens with at least this probability is drawn from, in (0, 1]
 *     (Holtzman et al. 2020)
 * @param repetitionPenalty divides positive and multiplies negative logits of tokens already there,
 *     1: none (Keskar et al. 2019)
 * @param stopTokens ids that end a text; they are not part of the answer
 * @param seed of the draws
 */
public record Sampling(
    int maxNewTokens,
    double temperature,
    double topP,
    double repetitionPenalty,
    Set<Integer> stopTokens,
    long seed) {

  public Sampling {
    if (maxNewTokens < 0) {
      throw new SeekforgeException("Invalid number of new tokens " + maxNewTokens);
    }
    if (!(temperature >= 0) || Double.isInfinite(temperature)) {
      throw new SeekforgeException("Invalid temperature " + temperature + ": must be 0 or more");
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new SeekforgeException("Invalid top-p " + topP + ": must be above 0 and at most 1");
    }
    if (!(repetitionPenalty > 0) || Double.isInfinite(repetitionPenalty)) {
      throw new SeekforgeException(
          "Invalid repetition penalty " + repetitionPenalty + ": must be above 0");
    }
    stopTokens = Set.copyOf(stopTokens);
  }

  /** Always the highest logit. */
  public static Sampling greedy(int maxNewTokens, Set<Integer> stopTokens) {
    return new Sampling(maxNewTokens, 0, 1, 1, stopTokens, 0);
  }
}
