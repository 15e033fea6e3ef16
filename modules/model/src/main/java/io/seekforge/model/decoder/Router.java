package io.seekforge.model.decoder;

import io.seekforge.model.MoeConfig;
import io.seekforge.model.MoeConfig.Gate;

/**
 * The gates of Mixtral, DeepSeek-V2 and V3, as transformers computes them. Mixtral: softmax scores,
 * weights are those of the chosen divided by their sum. V2: softmax scores, weights are the scores
 * times the scaling factor ({@code norm_topk_prob} has no effect there). V3: sigmoid scores,
 * experts chosen by score plus correction, weights from the scores alone.
 */
final class Router {
  private static final double NORM_EPSILON = 1e-20;

  /** Below every score and above an expert already chosen. */
  private static final float MASKED = -Float.MAX_VALUE;

  private final MoeConfig moe;
  private final float[] correction;

  /**
   * @param correction added to scores for the choice; zeros for V2
   */
  Router(MoeConfig moe, float[] correction) {
    this.moe = moe;
    this.correction = correction;
  }

  /**
   * Chooses experts for each token.
   *
   * @param logits [tokens · experts]
   */
  Routing route(float[] logits, int tokens) {
    int n = moe.experts();
    float[] scores = new float[tokens * n];
    int[] chosen = new int[tokens * moe.topK()];
    float[] weights = new float[tokens * moe.topK()];
    float[] choice = new float[n];
    for (int token = 0; token < tokens; token++) {
      score(logits, token * n, scores);
      for (int i = 0; i < n; i++) {
        choice[i] = scores[token * n + i] + correction[i];
      }
      limitGroups(choice);
      for (int k = 0; k < moe.topK(); k++) {
        int best = highest(choice, 0, n);
        chosen[token * moe.topK() + k] = best;
        // A masked V2 expert has score 0, and may still be needed to fill up.
        weights[token * moe.topK() + k] =
            isSoftmax() && choice[best] == MASKED ? 0 : scores[token * n + best];
        choice[best] = Float.NEGATIVE_INFINITY;
      }
      weigh(weights, token * moe.topK());
    }
    return Routing.of(tokens, n, moe.topK(), logits, scores, chosen, weights);
  }

  private boolean isSoftmax() {
    return moe.gate() != Gate.SIGMOID_CORRECTED;
  }

  private void score(float[] logits, int from, float[] scores) {
    int n = moe.experts();
    if (!isSoftmax()) {
      for (int i = from; i < from + n; i++) {
        scores[i] = (float) (1 / (1 + StrictMath.exp(-logits[i])));
      }
      return;
    }
    float max = logits[from + highest(logits, from, n)];
    double[] exponentials = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      exponentials[i] = StrictMath.exp((double) logits[from + i] - max);
      sum += exponentials[i];
    }
    for (int i = 0; i < n; i++) {
      scores[from + i] = (float) (exponentials[i] / sum);
    }
  }

  /** Masks the experts of all but the best groups. */
  private void limitGroups(float[] choice) {
    if (moe.gate() == Gate.SOFTMAX_GREEDY || moe.gate() == Gate.SOFTMAX_NORMALIZED) {
      return;
    }
    int size = moe.experts() / moe.groups();
    float[] groups = new float[moe.groups()];
    for (int group = 0; group < groups.length; group++) {
      groups[group] = groupScore(choice, group * size, size);
    }
    boolean[] kept = new boolean[groups.length];
    for (int k = 0; k < moe.topGroups(); k++) {
      int best = highest(groups, 0, groups.length);
      kept[best] = true;
      groups[best] = Float.NEGATIVE_INFINITY;
    }
    for (int i = 0; i < choice.length; i++) {
      if (!kept[i / size]) {
        choice[i] = MASKED;
      }
    }
  }

  /** V2: the best expert; V3: the sum of the best two. */
  private float groupScore(float[] choice, int from, int size) {
    int best = from + highest(choice, from, size);
    if (isSoftmax()) {
      return choice[best];
    }
    float second = Float.NEGATIVE_INFINITY;
    for (int i = from; i < from + size; i++) {
      if (i != best) {
        second = Math.max(second, choice[i]);
      }
    }
    return choice[best] + second;
  }

  /** Index, from the start of the range, of the first of the highest. */
  private static int highest(float[] values, int from, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      if (values[from + i] > values[from + best]) {
        best = i;
      }
    }
    return best;
  }

  private boolean normalizes() {
    return moe.gate() == Gate.SOFTMAX_NORMALIZED || !isSoftmax() && moe.normalizeTopK();
  }

  private void weigh(float[] weights, int from) {
    double factor = moe.routedScalingFactor();
    if (normalizes()) {
      double sum = NORM_EPSILON;
      for (int k = 0; k < moe.topK(); k++) {
        sum += weights[from + k];
      }
      factor /= sum;
    }
    for (int k = 0; k < moe.topK(); k++) {
      weights[from + k] = (float) (weights[from + k] * factor);
    }
  }

  /**
   * The gradient of the logits, [tokens · experts].
   *
   * @param dWeights for each expert, the gradients of its rows' weights
   * @param pull of the router's own losses; null without any
   */
  float[] backward(Routing routing, float[][] dWeights, RouterPull pull) {
    int n = moe.experts();
    double[] dSlots = new double[routing.chosen().length];
    boolean[] masked = new boolean[dSlots.length];
    for (int expert = 0; expert < n; expert++) {
      for (int i = 0; i < dWeights[expert].length; i++) {
        int slot = routing.slots()[expert][i];
        dSlots[slot] = dWeights[expert][i] * moe.routedScalingFactor();
        masked[slot] = routing.weightsOf()[expert][i] == 0;
      }
    }
    float[] dLogits = new float[routing.tokens() * n];
    for (int token = 0; token < routing.tokens(); token++) {
      if (normalizes()) {
        throughNormalization(routing, token, dSlots);
      }
      for (int k = 0; k < moe.topK(); k++) {
        int slot = token * moe.topK() + k;
        if (!masked[slot]) {
          dLogits[token * n + routing.chosen()[slot]] = (float) dSlots[slot];
        }
      }
      if (pull != null) {
        addScores(routing.scores(), token * n, pull.ofScores(), dLogits);
      }
      throughScores(routing.scores(), token * n, dLogits);
      if (pull != null && pull.z() != 0) {
        addZ(routing, token, pull.z(), dLogits);
      }
    }
    return dLogits;
  }

  /** Softmax: as it is; sigmoid: through sᵢ/S, dsᵢ = (gᵢ − Σ gⱼsⱼ/S)/S. */
  private void addScores(float[] scores, int from, double[] gradient, float[] dScores) {
    double sum = 1;
    double dot = 0;
    if (!isSoftmax()) {
      sum = 0;
      for (int i = 0; i < gradient.length; i++) {
        sum += scores[from + i];
        dot += gradient[i] * scores[from + i];
      }
      dot /= sum;
    }
    for (int i = 0; i < gradient.length; i++) {
      dScores[from + i] += (float) ((gradient[i] - dot) / sum);
    }
  }

  /** d(log Σ exp l)²/dlᵢ = 2 · log Σ exp l · softmax(l)ᵢ. */
  private void addZ(Routing routing, int token, double factor, float[] dLogits) {
    double log = logSumExp(routing, token);
    int from = token * moe.experts();
    for (int i = from; i < from + moe.experts(); i++) {
      dLogits[i] += (float) (factor * 2 * log * StrictMath.exp(routing.logits()[i] - log));
    }
  }

  /** log Σ exp of a token's logits. */
  static double logSumExp(Routing routing, int token) {
    int n = routing.tokensOf().length;
    int from = token * n;
    double max = routing.logits()[from + highest(routing.logits(), from, n)];
    double sum = 0;
    for (int i = from; i < from + n; i++) {
      sum += StrictMath.exp(routing.logits()[i] - max);
    }
    return max + StrictMath.log(sum);
  }

  /** wᵢ = sᵢ/S: dsᵢ = dwᵢ/S − Σ dwⱼsⱼ/S². */
  private void throughNormalization(Routing routing, int token, double[] dSlots) {
    double sum = NORM_EPSILON;
    double dot = 0;
    for (int k = 0; k < moe.topK(); k++) {
      int slot = token * moe.topK() + k;
      double score = routing.scores()[token * moe.experts() + routing.chosen()[slot]];
      sum += score;
      dot += dSlots[slot] * score;
    }
    for (int k = 0; k < moe.topK(); k++) {
      int slot = token * moe.topK() + k;
      dSlots[slot] = (dSlots[slot] - dot / sum) / sum;
    }
  }

  /** Softmax: s(ds − Σ ds·s); sigmoid: ds·s(1 − s). In place. */
  private void throughScores(float[] scores, int from, float[] gradient) {
    double dot = 0;
    if (isSoftmax()) {
      for (int i = from; i < from + moe.experts(); i++) {
        dot += (double) gradient[i] * scores[i];
      }
    }
    for (int i = from; i < from + moe.experts(); i++) {
      double score = scores[i];
      gradient[i] =
          (float) (isSoftmax() ? score * (gradient[i] - dot) : gradient[i] * score * (1 - score));
    }
  }
}
