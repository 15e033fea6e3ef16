package io.seekforge.tensor.cpu;

import io.seekforge.api.SplitMix;
import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;

/** Dropout whose mask is a hash of key, row and column; one hash serves two columns. */
final class DropoutKernel {
  private static final long LOW = 0xFFFFFFFFL;

  private DropoutKernel() {}

  static void compute(Tensor x, double share, long key, boolean accumulate, Tensor y) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException("Invalid dropout " + share + ": must be in [0, 1)");
    }
    long limit = Math.round(share * 0x1p32);
    float kept = (float) (1 / (1 - share));
    ByteBuffer source = CpuStorage.bytes(x);
    ByteBuffer target = CpuStorage.bytes(y);
    int columns = x.columns();
    long pairs = (columns + 1) / 2;
    for (int row = 0; row < x.rows(); row++) {
      int a = RowKernels.at(x, row);
      int b = RowKernels.at(y, row);
      for (int column = 0; column < columns; column += 2) {
        long bits = SplitMix.next(key, row * pairs + column / 2);
        float even = (bits & LOW) < limit ? 0f : kept;
        put(source, a + 4 * column, even, accumulate, target, b + 4 * column);
        if (column + 1 < columns) {
          float odd = bits >>> 32 < limit ? 0f : kept;
          put(source, a + 4 * column + 4, odd, accumulate, target, b + 4 * column + 4);
        }
      }
    }
  }

  private static void put(
      ByteBuffer source, int a, float factor, boolean accumulate, ByteBuffer target, int b) {
    float value = factor == 0 ? 0 : source.getFloat(a) * factor;
    target.putFloat(b, accumulate ? target.getFloat(b) + value : value);
  }
}
