package io.seekforge.model.checkpoint;

import io.seekforge.tensor.Float8;

/**
 * Conversions between float and the narrow formats of checkpoints. Narrowing rounds to nearest,
 * ties to even, as PyTorch does.
 */
public final class FloatFormat {
  private static final int F16_MANTISSA = 10;
  private static final int SHIFT = 23 - F16_MANTISSA;

  private FloatFormat() {}

  /** The float a bfloat16 stands for. */
  public static float bf16ToFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** The bfloat16 nearest to a float; NaN stays NaN. */
  public static short floatToBf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40);
    }
    int roundUp = 0x7FFF + ((bits >>> 16) & 1);
    return (short) ((bits + roundUp) >>> 16);
  }

  /** The float an IEEE 754 half stands for. */
  public static float f16ToFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >>> F16_MANTISSA) & 0x1F;
    int mantissa = half & 0x3FF;
    if (exponent == 0) {
      float magnitude = mantissa * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    int wide = exponent == 0x1F ? 0xFF : exponent + 112;
    return Float.intBitsToFloat(sign | (wide << 23) | (mantissa << SHIFT));
  }

  /** The IEEE 754 half nearest to a float: infinite above 65519, NaN stays NaN. */
  public static short floatToF16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7E00);
    }
    if (magnitude >= 65520f) {
      return (short) (sign | 0x7C00);
    }
    if (magnitude < 0x1p-14f) {
      // Below the smallest normal half the grid is 2^-24: the sum's own rounding does the work.
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
    }
    int rounded = (bits & 0x7FFFFFFF) + 0xFFF + ((bits >>> SHIFT) & 1);
    return (short) (sign | ((rounded >>> SHIFT) - (112 << F16_MANTISSA)));
  }

  /** The float an fp8 number with 4 exponent and 3 mantissa bits (no infinities) stands for. */
  public static float e4m3ToFloat(byte bits) {
    return Float8.decode(bits);
  }

  /** The float an fp8 number with 5 exponent and 2 mantissa bits stands for: a half cut short. */
  public static float e5m2ToFloat(byte bits) {
    return f16ToFloat((short) (bits << 8));
  }
}
