package io.seekforge.training.routing;

import io.seekforge.model.experts.ExpertScore;
import java.io.Serializable;

/**
 * What was counted in one layer. Gate weights are summed as whole billionths: then sums do not
 * depend on their order.
 */
public final class LayerCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Units of a gate weight of 1. */
  static final double UNIT = 1e9;

  private final int experts;
  private final int topK;
  private final long[] selections;
  private final long[] weights;
  private final long[] together;
  private long tokens;

  /**
   * Zeros.
   *
   * @param experts experts of the layer
   * @param topK experts chosen for each token
   */
  public LayerCounts(int experts, int topK) {
    this.experts = experts;
    this.topK = topK;
    this.selections = new long[experts];
    this.weights = new long[experts];
    this.together = new long[experts * (experts - 1) / 2];
  }

  /**
   * Counts one token.
   *
   * @param chosen holds its experts from {@code from} on, all different
   * @param gates holds their weights at the same places, finite
   */
  public void add(int[] chosen, double[] gates, int from) {
    tokens++;
    for (int i = from; i < from + topK; i++) {
      selections[chosen[i]]++;
      weights[chosen[i]] += Math.round(gates[i] * UNIT);
      for (int j = from; j < i; j++) {
        together[pair(chosen[i], chosen[j])]++;
      }
    }
  }

  /** Place of an unordered pair of different experts. */
  private static int pair(int one, int other) {
    int high = Math.max(one, other);
    return high * (high - 1) / 2 + Math.min(one, other);
  }

  /** Both counts together, in a new object. */
  LayerCounts plus(LayerCounts other) {
    LayerCounts sum = new LayerCounts(experts, topK);
    sum.tokens = tokens + other.tokens;
    add(selections, other.selections, sum.selections);
    add(weights, other.weights, sum.weights);
    add(together, other.together, sum.together);
    return sum;
  }

  private static void add(long[] one, long[] other, long[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] = one[i] + other[i];
    }
  }

  public int experts() {
    return experts;
  }

  public int topK() {
    return topK;
  }

  public long tokens() {
    return tokens;
  }

  /** Tokens that chose the expert. */
  public long selections(int expert) {
    return selections[expert];
  }

  /** Tokens that chose both of two different experts. */
  public long together(int one, int other) {
    return together[pair(one, other)];
  }

  /** Sum of the expert's gate weights. */
  public double gateWeight(int expert) {
    return weights[expert] / UNIT;
  }

  /** Selections ÷ the mean over the layer's experts: 1 where all have the same load. */
  public double load(int expert) {
    return tokens == 0 ? 0 : (double) selections[expert] * experts / ((double) tokens * topK);
  }

  /** ESFT's score of an expert; 0 without tokens. */
  public double score(ExpertScore score, int expert) {
    if (tokens == 0) {
      return 0;
    }
    return switch (score) {
      case TOKEN -> (double) selections[expert] / ((double) tokens * topK);
      case GATE -> gateWeight(expert) / tokens;
    };
  }

  /** The scores of all experts. */
  public double[] scores(ExpertScore score) {
    double[] scores = new double[experts];
    for (int expert = 0; expert < experts; expert++) {
      scores[expert] = score(score, expert);
    }
    return scores;
  }
}
