package io.seekforge.model;

import java.io.Serializable;

/** How rotary frequencies are changed for long contexts (transformers, modeling_rope_utils). */
public sealed interface RopeScaling extends Serializable {

  /** Positions divided by {@code factor} (Chen et al. 2023, "position interpolation"). */
  record Linear(double factor) implements RopeScaling {}

  /** Llama 3.1: low frequencies divided by {@code factor}, with a smooth passage to high ones. */
  record Llama3(
      double factor, double lowFreqFactor, double highFreqFactor, int originalMaxPositions)
      implements RopeScaling {}

  /**
   * Peng et al. 2023, "YaRN".
   *
   * @param attentionFactor factor on cos and sin; null: derived from mscale and mscaleAllDim, or
   *     0.1 ln(factor) + 1
   * @param mscale 0 when absent
   * @param mscaleAllDim 0 when absent; DeepSeek also multiplies the softmax scale by its square
   * @param truncate whether the correction range is rounded to whole dimensions
   */
  record Yarn(
      double factor,
      int originalMaxPositions,
      double betaFast,
      double betaSlow,
      double mscale,
      double mscaleAllDim,
      Double attentionFactor,
      boolean truncate)
      implements RopeScaling {}
}
