package io.seekforge.model.checkpoint;

import io.seekforge.model.RopeScaling;

/**
 * Rotary parameters of a config.json: {@code rope_parameters} (transformers 5), or {@code
 * rope_theta} beside {@code rope_scaling} (transformers 4).
 *
 * @param theta base of the frequencies
 * @param scaling null for the default frequencies
 */
record HfRope(double theta, RopeScaling scaling) {
  /**
   * @param defaultTheta what the model's configuration class has without the key
   */
  static HfRope read(ConfigFields config, int maxPositions, double defaultTheta) {
    ConfigFields parameters = config.inner("rope_scaling");
    if (parameters == null) {
      parameters = config.inner("rope_parameters");
    }
    double outer = config.number("rope_theta", defaultTheta);
    if (parameters == null) {
      return new HfRope(outer, null);
    }
    double theta = parameters.number("rope_theta", outer);
    int original =
        parameters.whole("original_max_position_embeddings", 1, Integer.MAX_VALUE, maxPositions);
    return new HfRope(theta, scaling(parameters, original));
  }

  private static RopeScaling scaling(ConfigFields parameters, int original) {
    String type = parameters.word("rope_type", parameters.word("type", "default"));
    return switch (type) {
      case "default" -> null;
      case "linear" -> new RopeScaling.Linear(parameters.number("factor"));
      case "llama3" ->
          new RopeScaling.Llama3(
              parameters.number("factor"),
              parameters.number("low_freq_factor"),
              parameters.number("high_freq_factor"),
              original);
      case "yarn" ->
          new RopeScaling.Yarn(
              parameters.number("factor"),
              original,
              parameters.number("beta_fast", 32),
              parameters.number("beta_slow", 1),
              parameters.number("mscale", 0),
              parameters.number("mscale_all_dim", 0),
              parameters.has("attention_factor") ? parameters.number("attention_factor") : null,
              parameters.flag("truncate", true));
      default -> throw parameters.unsupported("rope_type", type, "default, linear, llama3, yarn");
    };
  }
}
