package io.seekforge.model.decoder;

/**
 * Which tokens each expert has, and with what weight.
 *
 * @param logits [tokens · experts], of the router; as long as the forward's buffers last
 * @param scores [tokens · experts], scores of all experts
 * @param chosen [tokens · topK], experts of each token
 * @param firsts where each expert's rows begin among all chosen ones; one more at the end
 * @param tokensOf rows of each expert, ascending
 * @param weightsOf their weights
 * @param slots for each of them, its place in {@code chosen}
 */
public record Routing(
    int tokens,
    float[] logits,
    float[] scores,
    int[] chosen,
    int[] firsts,
    int[][] tokensOf,
    float[][] weightsOf,
    int[][] slots) {

  static Routing of(
      int tokens,
      int experts,
      int topK,
      float[] logits,
      float[] scores,
      int[] chosen,
      float[] weights) {
    int[] firsts = new int[experts + 1];
    for (int expert : chosen) {
      firsts[expert + 1]++;
    }
    int[][] tokensOf = new int[experts][];
    float[][] weightsOf = new float[experts][];
    int[][] slots = new int[experts][];
    for (int i = 0; i < experts; i++) {
      tokensOf[i] = new int[firsts[i + 1]];
      weightsOf[i] = new float[firsts[i + 1]];
      slots[i] = new int[firsts[i + 1]];
      firsts[i + 1] += firsts[i];
    }
    int[] filled = new int[experts];
    for (int slot = 0; slot < chosen.length; slot++) {
      int expert = chosen[slot];
      int at = filled[expert]++;
      tokensOf[expert][at] = slot / topK;
      weightsOf[expert][at] = weights[slot];
      slots[expert][at] = slot;
    }
    return new Routing(tokens, logits, scores, chosen, firsts, tokensOf, weightsOf, slots);
  }

  /** The weights of {@link #chosen}, in its order. */
  float[] weightsOfChosen() {
    float[] weights = new float[chosen.length];
    for (int expert = 0; expert < slots.length; expert++) {
      for (int i = 0; i < slots[expert].length; i++) {
        weights[slots[expert][i]] = weightsOf[expert][i];
      }
    }
    return weights;
  }

  int count(int expert) {
    return tokensOf[expert].length;
  }

  int first(int expert) {
    return firsts[expert];
  }

  int[] tokens(int expert) {
    return tokensOf[expert];
  }

  float[] weights(int expert) {
    return weightsOf[expert];
  }
}
