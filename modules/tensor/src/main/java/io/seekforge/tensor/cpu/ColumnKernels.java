package io.seekforge.tensor.cpu;

import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** Factors of columns, and their gradient. */
final class ColumnKernels {
  private ColumnKernels() {}

  static void scale(Tensor row, Tensor x) {
    ByteBuffer factors = CpuStorage.bytes(row);
    ByteBuffer values = CpuStorage.bytes(x);
    int f = CpuStorage.start(row);
    for (int i = 0; i < x.rows(); i++) {
      int a = RowKernels.at(x, i);
      int c = 0;
      for (; c + Lanes.COUNT <= x.columns(); c += Lanes.COUNT) {
        FloatVector factor = Lanes.load(factors, f + 4 * c);
        Lanes.store(Lanes.load(values, a + 4 * c).mul(factor), values, a + 4 * c);
      }
      for (; c < x.columns(); c++) {
        values.putFloat(a + 4 * c, values.getFloat(a + 4 * c) * factors.getFloat(f + 4 * c));
      }
    }
  }

  static void addDots(Tensor x, Tensor y, Tensor row) {
    ByteBuffer xs = CpuStorage.bytes(x);
    ByteBuffer ys = CpuStorage.bytes(y);
    ByteBuffer sums = CpuStorage.bytes(row);
    int s = CpuStorage.start(row);
    for (int i = 0; i < x.rows(); i++) {
      int a = RowKernels.at(x, i);
      int b = RowKernels.at(y, i);
      int c = 0;
      for (; c + Lanes.COUNT <= x.columns(); c += Lanes.COUNT) {
        FloatVector sum = Lanes.load(sums, s + 4 * c);
        sum = Lanes.load(xs, a + 4 * c).fma(Lanes.load(ys, b + 4 * c), sum);
        Lanes.store(sum, sums, s + 4 * c);
      }
      for (; c < x.columns(); c++) {
        float sum = sums.getFloat(s + 4 * c);
        sum = Math.fma(xs.getFloat(a + 4 * c), ys.getFloat(b + 4 * c), sum);
        sums.putFloat(s + 4 * c, sum);
      }
    }
  }
}
