package io.seekforge.tensor;

/**
 * The 8-bit float E4M3FN: one sign, 4 exponent and 3 mantissa bits, bias 7, no infinities, one NaN
 * of each sign, largest 448 (Micikevicius et al. 2022, "FP8 Formats for Deep Learning", section 3).
 */
public final class Float8 {
  /** The largest finite value. */
  public static final float LARGEST = 448f;

  private static final int MANTISSA_BITS = 3;
  private static final int BIAS = 7;
  private static final int NAN = 0x7f;
  private static final float SMALLEST_NORMAL = 0x1p-6f;
  private static final float[] VALUES = values();

  private Float8() {}

  /** The float that 8 bits stand for. */
  public static float decode(byte bits) {
    return VALUES[bits & 0xff];
  }

  /**
   * The bits nearest to a float, ties to even; magnitudes above {@link #LARGEST} become it, NaN
   * stays NaN.
   */
  public static byte encode(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 24) & 0x80;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (byte) (sign | NAN);
    }
    if (magnitude >= LARGEST) {
      return (byte) (sign | (NAN - 1));
    }
    if (magnitude < SMALLEST_NORMAL) {
      // The grid is 2⁻⁹ here; the integer 8 is the smallest normal number's own code.
      return (byte) (sign | (int) Math.rint(magnitude * 0x1p9f));
    }
    int shift = 23 - MANTISSA_BITS;
    int rounded = (bits & 0x7fffffff) + (1 << (shift - 1)) - 1 + ((bits >>> shift) & 1);
    return (byte) (sign | ((rounded >>> shift) - ((127 - BIAS) << MANTISSA_BITS)));
  }

  private static float[] values() {
    float[] values = new float[256];
    for (int bits = 0; bits < 256; bits++) {
      int exponent = (bits >>> MANTISSA_BITS) & 0xf;
      int mantissa = bits & 7;
      float magnitude =
          exponent == 0 ? mantissa * 0x1p-9f : Math.scalb(1 + mantissa / 8f, exponent - BIAS);
      if ((bits & NAN) == NAN) {
        magnitude = Float.NaN;
      }
      values[bits] = bits < 128 ? magnitude : -magnitude;
    }
    return values;
  }
}
