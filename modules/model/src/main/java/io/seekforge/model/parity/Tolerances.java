package io.seekforge.model.parity;

import io.seekforge.model.Precision;

/**
 * Largest differences that pass. Infinity: measured only.
 *
 * @param logits largest absolute difference
 * @param loss relative
 * @param gradients relative L2, each tensor
 * @param curve relative, each loss of the curve
 * @param parameters relative L2 of each tensor after the last step
 */
record Tolerances(double logits, double loss, double gradients, double curve, double parameters) {

  /**
   * In bf16 the frozen weights differ from the reference's float32 ones by their rounding, so only
   * the losses have a bound. What quantising does to a model of this size is only measured.
   */
  static Tolerances of(Precision precision) {
    double none = Double.POSITIVE_INFINITY;
    return switch (precision) {
      case FP32 -> new Tolerances(2e-4, 1e-5, 1e-3, 1e-3, 1e-3);
      case BF16 -> new Tolerances(none, 1e-2, none, 3e-2, none);
      case INT8, NF4, FP8 -> new Tolerances(none, none, none, none, none);
    };
  }
}
