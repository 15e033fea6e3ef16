package io.seekforge.model;

import io.seekforge.model.experts.ExpertConfig;

/**
 * Of a mixture of experts only what a configuration chooses is trained, in full precision: ESFT
 * (Wang et al. 2024).
 *
 * @param config chosen experts, and whether shared experts and all that is no expert go with them
 */
public record ExpertParameters(ExpertConfig config) implements Trainable {}
