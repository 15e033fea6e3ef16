package io.seekforge.tensor.cpu;

import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/**
 * c ← alpha · a · bᵀ + beta · c for a single row a and a bfloat16 b, as in generation: each weight
 * is needed once, so it is widened in a register, not in memory. For more rows a product that
 * brings blocks of b into its order first is faster, and for {@link PackedWeights} one of one row
 * too.
 */
final class NarrowRow {
  /** Below these terms of a sum sgemm is as fast. */
  private static final int LEAST_TERMS = 64;

  /** Terms taken at a time. */
  private static final int STEP = 2 * Lanes.PARTS;

  /** The row in an array: its bounds are checked with fewer instructions than a buffer's. */
  private float[] row = {};

  /** Whether a product is of this kind. */
  static boolean takes(Tensor a, boolean transposeA, Tensor b, boolean transposeB) {
    return takes(a.rows(), b)
        && a.type() == ElementType.FLOAT32
        && !transposeA
        && transposeB
        && a.columns() >= LEAST_TERMS;
  }

  /** Whether a product of so many rows with a weight may be of this kind. */
  static boolean takes(int rows, Tensor b) {
    return rows == 1 && b.type() == ElementType.BFLOAT16 && PackedWeights.of(b) == null;
  }

  /**
   * @param a float32 [1, k]
   * @param b bfloat16 [n, k]
   * @param c float32 [1, n]
   */
  void multiply(Tensor a, Tensor b, float alpha, float beta, Tensor c) {
    int columns = a.columns();
    if (row.length < columns) {
      row = new float[columns];
    }
    CpuStorage.bytes(a).asFloatBuffer().get(RowKernels.at(a, 0) / Float.BYTES, row, 0, columns);
    ByteBuffer weights = CpuStorage.bytes(b);
    ByteBuffer result = CpuStorage.bytes(c);
    int at = RowKernels.at(c, 0);
    for (int column = 0; column < b.rows(); column++, at += Float.BYTES) {
      float sum = alpha * dot(row, columns, weights, RowKernels.at(b, column));
      result.putFloat(at, beta == 0 ? sum : Math.fma(beta, result.getFloat(at), sum));
    }
  }

  private static float dot(float[] x, int columns, ByteBuffer y, int from) {
    int whole = columns & -STEP;
    FloatVector first = Lanes.zero();
    FloatVector second = Lanes.zero();
    FloatVector firstHalf = Lanes.zero();
    FloatVector secondHalf = Lanes.zero();
    for (int i = 0; i < whole; i += STEP) {
      int p = i;
      int q = from + 2 * i;
      first = Lanes.load(x, p).fma(Bfloat16.load(y, q), first);
      second = Lanes.load(x, p + Lanes.PARTS).fma(Bfloat16.load(y, q + 2 * Lanes.PARTS), second);
      if (Lanes.HALVES) {
        p += Lanes.COUNT;
        q += 2 * Lanes.COUNT;
        firstHalf = Lanes.load(x, p).fma(Bfloat16.load(y, q), firstHalf);
        secondHalf =
            Lanes.load(x, p + Lanes.PARTS).fma(Bfloat16.load(y, q + 2 * Lanes.PARTS), secondHalf);
      }
    }
    float total = Lanes.sum(first.add(second), firstHalf.add(secondHalf));
    for (int i = whole; i < columns; i++) {
      total = Math.fma(x[i], Bfloat16.widen(y.getShort(from + 2 * i)), total);
    }
    return total;
  }
}
