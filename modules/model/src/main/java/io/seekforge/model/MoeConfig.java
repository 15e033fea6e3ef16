package io.seekforge.model;

import java.io.Serializable;

/**
 * Mixture of experts in the layers from {@code firstDenseLayers} on (DeepSeekMoE, Mixtral).
 *
 * @param experts number of routed experts
 * @param sharedExperts number of shared experts (one MLP of that many times the width); 0: none
 * @param topK experts chosen for each token
 * @param intermediateSize width of one expert
 * @param firstDenseLayers leading layers with an ordinary MLP
 * @param gate how experts are chosen
 * @param groups groups of experts, 1 without
 * @param topGroups groups chosen for each token
 * @param normalizeTopK whether chosen weights are divided by their sum
 * @param routedScalingFactor factor on the chosen weights
 */
public record MoeConfig(
    int experts,
    int sharedExperts,
    int topK,
    int intermediateSize,
    int firstDenseLayers,
    Gate gate,
    int groups,
    int topGroups,
    boolean normalizeTopK,
    double routedScalingFactor)
    implements Serializable {

  /** Scores and choice. */
  public enum Gate {
    /** V2 {@code greedy}: softmax scores, the best topK. */
    SOFTMAX_GREEDY,
    /** V2 {@code group_limited_greedy}: softmax scores, groups by their best expert. */
    SOFTMAX_GROUP_LIMITED,
    /** Mixtral: softmax scores, the best topK, weights divided by their sum. */
    SOFTMAX_NORMALIZED,
    /** V3 {@code noaux_tc}: sigmoid scores, a correction bias for the choice, groups by top 2. */
    SIGMOID_CORRECTED
  }
}
