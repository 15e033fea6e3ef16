package io.seekforge.tensor.cpu;

import java.util.Arrays;

/**
 * The 8-bit dynamic data type for numbers in [−1, 1] (Dettmers 2016, "8-Bit Approximations for
 * Parallelism in Deep Learning"; Dettmers et al. 2022, "8-bit Optimizers via Block-wise
 * Quantization", section 2.1): decade i of seven has 2^i values of each sign, the middles of equal
 * parts of [0.1, 1] · 10^(i − 6); 0 and 1 are values as well.
 *
 * <p>Values have the bits that bitsandbytes gives them: float32 at each step.
 */
final class DynamicCode {
  private static final int DECADES = 7;
  private static final float[] VALUES = values();

  private DynamicCode() {}

  static float decode(byte code) {
    return VALUES[code & 0xff];
  }

  /** The nearest value's code; of two as near the lower. */
  static byte encode(float x) {
    int found = Arrays.binarySearch(VALUES, x);
    if (found >= 0) {
      return (byte) found;
    }
    int above = Math.min(-found - 1, VALUES.length - 1);
    int below = Math.max(above - 1, 0);
    return (byte) (x - VALUES[below] <= VALUES[above] - x ? below : above);
  }

  private static float[] values() {
    float[] values = new float[256];
    int count = 0;
    for (int decade = 0; decade < DECADES; decade++) {
      int parts = 1 << decade;
      float unit = (float) Math.pow(10, decade - DECADES + 1);
      for (int i = 0; i < parts; i++) {
        float middle = (boundary(i, parts) + boundary(i + 1, parts)) / 2;
        values[count++] = unit * middle;
        values[count++] = -(unit * middle);
      }
    }
    values[count++] = 0;
    values[count] = 1;
    Arrays.sort(values);
    return values;
  }

  /** The i-th of parts + 1 points from 0.1 to 1, counted from the nearer end as PyTorch does. */
  private static float boundary(int i, int parts) {
    float step = (1 - 0.1f) / parts;
    return i < (parts + 1) / 2 ? Math.fma(step, i, 0.1f) : Math.fma(-step, parts - i, 1f);
  }
}
