package io.seekforge.model.checkpoint;

import io.seekforge.model.MoeConfig;
import io.seekforge.model.MoeConfig.Gate;

/** Mixture-of-experts keys of Mixtral, DeepSeek-V2 and V3 configurations. */
final class HfExperts {
  private static final int LARGE = 1 << 20;

  private HfExperts() {}

  /** The experts of a configuration; null if it has none. */
  static MoeConfig read(ConfigFields fields, String modelType) {
    if (modelType.equals("mixtral")) {
      return mixtral(fields);
    }
    if (!fields.has("n_routed_experts")) {
      return null;
    }
    boolean v3 = modelType.equals("deepseek_v3");
    if (fields.whole("moe_layer_freq", 1, LARGE, 1) != 1) {
      throw fields.unsupported(
          "moe_layer_freq", "" + fields.whole("moe_layer_freq", 1, LARGE), "1");
    }
    String scoring = fields.word("scoring_func", v3 ? "sigmoid" : "softmax");
    if (!scoring.equals(v3 ? "sigmoid" : "softmax")) {
      throw fields.unsupported("scoring_func", scoring, v3 ? "sigmoid" : "softmax");
    }
    int experts = fields.whole("n_routed_experts", 1, LARGE);
    int groups = fields.whole("n_group", 1, experts, 1);
    if (experts % groups != 0) {
      throw fields.broken("n_routed_experts " + experts + " is no multiple of n_group " + groups);
    }
    return new MoeConfig(
        experts,
        fields.whole("n_shared_experts", 0, LARGE, 0),
        fields.whole("num_experts_per_tok", 1, experts),
        fields.whole("moe_intermediate_size", 1, LARGE),
        fields.whole("first_k_dense_replace", 0, LARGE, v3 ? 3 : 0),
        gate(fields, v3),
        groups,
        fields.whole("topk_group", 1, groups, 1),
        fields.flag("norm_topk_prob", v3),
        fields.number("routed_scaling_factor", v3 ? 2.5 : 1));
  }

  private static MoeConfig mixtral(ConfigFields fields) {
    int experts = fields.whole("num_local_experts", 1, LARGE, 8);
    return new MoeConfig(
        experts,
        0,
        fields.whole("num_experts_per_tok", 1, experts, Math.min(2, experts)),
        fields.whole("intermediate_size", 1, 1 << 24),
        0,
        Gate.SOFTMAX_NORMALIZED,
        1,
        1,
        true,
        1);
  }

  private static Gate gate(ConfigFields fields, boolean v3) {
    String method = fields.word("topk_method", v3 ? "noaux_tc" : "greedy");
    if (v3 && method.equals("noaux_tc")) {
      return Gate.SIGMOID_CORRECTED;
    }
    if (!v3 && method.equals("greedy")) {
      return Gate.SOFTMAX_GREEDY;
    }
    if (!v3 && method.equals("group_limited_greedy")) {
      return Gate.SOFTMAX_GROUP_LIMITED;
    }
    throw fields.unsupported(
        "topk_method", method, v3 ? "noaux_tc" : "greedy, group_limited_greedy");
  }
}
