package io.seekforge.tensor;

/**
 * How numbers are stored. Sums are always accumulated in float32. The quantised types are for
 * frozen matrices, made by {@link Backend#quantize}; they are only read.
 */
public enum ElementType {
  FLOAT32(4),
  BFLOAT16(2),
  /** Whole numbers from −127 to 127 with one float32 scale for each row. */
  INT8(0),
  /**
   * NormalFloat: 4-bit indices into 16 quantiles of the normal distribution, with one scale for 64
   * consecutive elements, itself stored in 8 bits (Dettmers et al. 2023, "QLoRA", section 3).
   */
  NF4(0),
  /**
   * Floats of 4 exponent and 3 mantissa bits without infinities (Micikevicius et al. 2022, "FP8
   * Formats for Deep Learning"), with one float32 scale for a block of 128 × 128 (DeepSeek-V3,
   * section 3.3.2).
   */
  FP8_E4M3(0);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Whether elements have scales beside them, so that they cannot be addressed one by one. */
  public boolean quantized() {
    return bytes == 0;
  }

  /**
   * Bytes of one element.
   *
   * @throws IllegalStateException if the type is quantised
   */
  public int bytes() {
    if (quantized()) {
      throw new IllegalStateException("Elements of " + this + " have no size of their own");
    }
    return bytes;
  }
}
