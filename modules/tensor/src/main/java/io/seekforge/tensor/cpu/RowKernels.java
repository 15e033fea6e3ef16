package io.seekforge.tensor.cpu;

import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** Copies, sums and gathers of rows. */
final class RowKernels {
  private RowKernels() {}

  static void copy(Tensor x, Tensor y) {
    for (int row = 0; row < y.rows(); row++) {
      copyRow(x, row, y, row);
    }
  }

  /** y ← factor · x in bfloat16. */
  static void narrow(Tensor x, float factor, Tensor y) {
    for (int row = 0; row < y.rows(); row++) {
      narrowRow(x, row, factor, y, y.columns());
    }
  }

  /** The first elements of one row of it. */
  static void narrowRow(Tensor x, int row, float factor, Tensor y, int count) {
    Bfloat16.narrow(
        CpuStorage.bytes(x), at(x, row), factor, CpuStorage.bytes(y), at(y, row), count);
  }

  static void gather(Tensor x, int[] rows, int count, Tensor y) {
    for (int i = 0; i < count; i++) {
      copyRow(x, rows[i], y, i);
    }
  }

  private static void copyRow(Tensor x, int from, Tensor y, int to) {
    if (x.storage() instanceof QuantizedStorage quantized && y.type() == ElementType.FLOAT32) {
      quantized.decodeRow(x, from, CpuStorage.bytes(y), at(y, to));
      return;
    }
    ByteBuffer source = CpuStorage.bytes(x);
    ByteBuffer target = CpuStorage.bytes(y);
    int a = at(x, from);
    int b = at(y, to);
    if (x.type() == y.type()) {
      int bytes = y.columns() * y.type().bytes();
      target.put(b, source, a, bytes);
    } else if (x.type() == ElementType.BFLOAT16) {
      Bfloat16.widen(source, a, target, b, y.columns());
    } else {
      Bfloat16.narrow(source, a, 1, target, b, y.columns());
    }
  }

  static void add(Tensor x, Tensor y) {
    ByteBuffer source = CpuStorage.bytes(x);
    ByteBuffer target = CpuStorage.bytes(y);
    for (int row = 0; row < y.rows(); row++) {
      addRow(source, at(x, row), target, at(y, row), y.columns());
    }
  }

  static void addRow(Tensor row, Tensor x) {
    ByteBuffer source = CpuStorage.bytes(row);
    ByteBuffer target = CpuStorage.bytes(x);
    for (int i = 0; i < x.rows(); i++) {
      addRow(source, at(row, 0), target, at(x, i), x.columns());
    }
  }

  static void addColumnSums(Tensor x, Tensor row) {
    ByteBuffer source = CpuStorage.bytes(x);
    ByteBuffer target = CpuStorage.bytes(row);
    for (int i = 0; i < x.rows(); i++) {
      addRow(source, at(x, i), target, at(row, 0), x.columns());
    }
  }

  static void scatterAdd(Tensor x, int[] rows, int count, float[] factors, Tensor y) {
    ByteBuffer source = CpuStorage.bytes(x);
    ByteBuffer target = CpuStorage.bytes(y);
    for (int i = 0; i < count; i++) {
      if (factors == null) {
        addRow(source, at(x, i), target, at(y, rows[i]), y.columns());
      } else {
        addScaled(source, at(x, i), factors[i], target, at(y, rows[i]), y.columns());
      }
    }
  }

  /** y ← x, each row times its factor; y may be bfloat16. */
  static void scale(Tensor x, float[] factors, Tensor y) {
    if (y.type() == ElementType.BFLOAT16) {
      for (int row = 0; row < y.rows(); row++) {
        narrowRow(x, row, factors[row], y, y.columns());
      }
      return;
    }
    ByteBuffer source = CpuStorage.bytes(x);
    ByteBuffer target = CpuStorage.bytes(y);
    for (int row = 0; row < y.rows(); row++) {
      int a = at(x, row);
      int b = at(y, row);
      FloatVector factor = Lanes.all(factors[row]);
      int i = 0;
      for (; i + Lanes.COUNT <= y.columns(); i += Lanes.COUNT) {
        Lanes.store(Lanes.load(source, a + 4 * i).mul(factor), target, b + 4 * i);
      }
      for (; i < y.columns(); i++) {
        target.putFloat(b + 4 * i, source.getFloat(a + 4 * i) * factors[row]);
      }
    }
  }

  /** The products of rows with rows, both float32 or both bfloat16. */
  static void dots(Tensor x, Tensor y, float[] into) {
    ByteBuffer left = CpuStorage.bytes(x);
    ByteBuffer right = CpuStorage.bytes(y);
    for (int row = 0; row < x.rows(); row++) {
      into[row] =
          x.type() == ElementType.BFLOAT16
              ? Bfloat16.dot(left, at(x, row), right, at(y, row), x.columns())
              : dot(left, at(x, row), right, at(y, row), x.columns());
    }
  }

  static float dot(Tensor x, int xRow, Tensor y, int yRow) {
    return dot(CpuStorage.bytes(x), at(x, xRow), CpuStorage.bytes(y), at(y, yRow), x.columns());
  }

  static float dot(ByteBuffer x, int a, ByteBuffer y, int b, int columns) {
    FloatVector sum = Lanes.zero();
    FloatVector second = Lanes.zero();
    int i = 0;
    for (; i + Lanes.PARTS <= columns; i += Lanes.PARTS) {
      int p = a + 4 * i;
      int q = b + 4 * i;
      sum = Lanes.load(x, p).fma(Lanes.load(y, q), sum);
      if (Lanes.HALVES) {
        second = Lanes.load(x, p + Lanes.BYTES).fma(Lanes.load(y, q + Lanes.BYTES), second);
      }
    }
    float total = Lanes.sum(sum, second);
    for (; i < columns; i++) {
      total = Math.fma(x.getFloat(a + 4 * i), y.getFloat(b + 4 * i), total);
    }
    return total;
  }

  static void zero(Tensor x) {
    for (int row = 0; row < x.rows(); row++) {
      zero(CpuStorage.bytes(x), at(x, row), x.columns());
    }
  }

  static void zero(ByteBuffer bytes, int start, int columns) {
    int i = 0;
    for (; i + Lanes.COUNT <= columns; i += Lanes.COUNT) {
      Lanes.store(Lanes.zero(), bytes, start + 4 * i);
    }
    for (; i < columns; i++) {
      bytes.putFloat(start + 4 * i, 0f);
    }
  }

  static void addRow(ByteBuffer x, int a, ByteBuffer y, int b, int columns) {
    int i = 0;
    for (; i + Lanes.COUNT <= columns; i += Lanes.COUNT) {
      Lanes.store(Lanes.load(y, b + 4 * i).add(Lanes.load(x, a + 4 * i)), y, b + 4 * i);
    }
    for (; i < columns; i++) {
      y.putFloat(b + 4 * i, y.getFloat(b + 4 * i) + x.getFloat(a + 4 * i));
    }
  }

  private static void addScaled(
      ByteBuffer x, int a, float factor, ByteBuffer y, int b, int columns) {
    FloatVector factors = Lanes.all(factor);
    int i = 0;
    for (; i + Lanes.COUNT <= columns; i += Lanes.COUNT) {
      FloatVector sum = Lanes.load(x, a + 4 * i).fma(factors, Lanes.load(y, b + 4 * i));
      Lanes.store(sum, y, b + 4 * i);
    }
    for (; i < columns; i++) {
      float sum = Math.fma(x.getFloat(a + 4 * i), factor, y.getFloat(b + 4 * i));
      y.putFloat(b + 4 * i, sum);
    }
  }

  /** Index of the first byte of a row. */
  static int at(Tensor x, int row) {
    return (int) ((x.offset() + (long) row * x.stride()) * x.type().bytes());
  }
}
