package io.seekforge.model;

import io.seekforge.model.experts.ExpertConfig;

/**
 * Of a mixture of experts only what a configuration chooses is trained, in full precision: ESFT
 * (Wang et al. 2024).
 *
 * @param config chosen experts, and whether shared experts and all that is no expert go with them
 * @param correction whether correction biases go with them ({@link FullParameters#correction})
 */
public record ExpertParameters(ExpertConfig config, boolean correction) implements Trainable {
  /** Without correction biases. */
  public ExpertParameters(ExpertConfig config) {
    this(config, false);
  }
}
