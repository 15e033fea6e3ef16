package io.seekforge.model;

import java.io.Serializable;

/**
 * Cross-entropy of label positions, not yet divided by anything, so that sums over sequences,
 * accumulation steps and replicas stay exact means when divided once.
 *
 * @param loss sum of −ln p(label) over label positions
 * @param labelTokens number of label positions
 * @param correctTokens label positions at which the label has the highest logit
 * @param routers what routers did, if the model has any and gradients were computed
 */
public record LossSum(double loss, long labelTokens, long correctTokens, RouterSum routers)
    implements Serializable {
  public static final LossSum ZERO = new LossSum(0, 0, 0);

  /** Of a model without routers. */
  public LossSum(double loss, long labelTokens, long correctTokens) {
    this(loss, labelTokens, correctTokens, RouterSum.NONE);
  }

  /** The sum over both. */
  public LossSum plus(LossSum other) {
    return new LossSum(
        loss + other.loss,
        labelTokens + other.labelTokens,
        correctTokens + other.correctTokens,
        routers.plus(other.routers));
  }

  /** The same with what routers did. */
  public LossSum with(RouterSum sum) {
    return new LossSum(loss, labelTokens, correctTokens, sum);
  }

  /** Loss per label token; 0 without any. */
  public double mean() {
    return labelTokens == 0 ? 0 : loss / labelTokens;
  }

  /** Share of label tokens that have the highest logit; 0 without any. */
  public double accuracy() {
    return labelTokens == 0 ? 0 : (double) correctTokens / labelTokens;
  }
}
