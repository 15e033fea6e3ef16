package io.seekforge.tensor.cpu;

import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * c ← alpha · a · bᵀ + beta · c for an a of few rows, as in generation: then a product is as fast
 * as the weights can be read, so each is read once, and widened in registers or in the first-level
 * cache.
 *
 * <p>Every element of c is the sum of eight lanes in a fixed order, whatever the number of rows: a
 * text gets the same bits alone and in a batch.
 */
final class FewRows implements AutoCloseable {
  /** Above these rows sgemm is as fast. */
  private static final int MOST = 16;

  /** Below these terms of a sum sgemm is as fast. */
  private static final int LEAST_TERMS = 64;

  /** Rows of b at a time. */
  private static final int TILE = 4;

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private CpuStorage scratch;

  /** Whether a product is of this kind. */
  static boolean takes(Tensor a, boolean transposeA, boolean transposeB) {
    return !transposeA && transposeB && a.rows() <= MOST && a.columns() >= LEAST_TERMS;
  }

  /**
   * @param a float32 [m, k]
   * @param b [n, k] of any type
   * @param c float32 [m, n]
   */
  void multiply(Tensor a, Tensor b, float alpha, float beta, Tensor c) {
    int whole = b.rows() / TILE * TILE;
    for (int column = 0; column < whole; column += TILE) {
      tile(a, b, column, alpha, beta, c);
    }
    if (whole < b.rows()) {
      Tensor rest = widened(b.rows(whole, b.rows()));
      ByteBuffer left = CpuStorage.bytes(a);
      ByteBuffer right = CpuStorage.bytes(rest);
      for (int row = 0; row < a.rows(); row++) {
        for (int i = 0; i < rest.rows(); i++) {
          int x = RowKernels.at(a, row);
          int y = RowKernels.at(rest, i);
          put(c, row, whole + i, alpha, beta, RowKernels.dot(left, x, right, y, a.columns()));
        }
      }
    }
  }

  private void tile(Tensor a, Tensor b, int column, float alpha, float beta, Tensor c) {
    Tensor rows = b.rows(column, column + TILE);
    if (a.rows() == 1 && b.type() == ElementType.BFLOAT16) {
      narrow(a, rows, column, alpha, beta, c);
      return;
    }
    Tensor wide = widened(rows);
    int row = 0;
    for (; row + 2 <= a.rows(); row += 2) {
      two(a, row, wide, column, alpha, beta, c);
    }
    if (row < a.rows()) {
      one(a, row, wide, column, alpha, beta, c);
    }
  }

  private Tensor widened(Tensor rows) {
    if (rows.type() == ElementType.FLOAT32) {
      return rows;
    }
    long size = (long) TILE * rows.columns();
    scratch = CpuStorage.grown(scratch, ElementType.FLOAT32, size);
    Tensor wide = Tensor.of(scratch, rows.rows(), rows.columns());
    RowKernels.copy(rows, wide);
    return wide;
  }

  /** Two rows of a by four of b: eight sums, as many as a fused multiply-add takes to finish. */
  private static void two(
      Tensor a, int row, Tensor b, int column, float alpha, float beta, Tensor c) {
    ByteBuffer left = CpuStorage.bytes(a);
    ByteBuffer right = CpuStorage.bytes(b);
    int p = RowKernels.at(a, row);
    int q = RowKernels.at(a, row + 1);
    int r0 = RowKernels.at(b, 0);
    int r1 = RowKernels.at(b, 1);
    int r2 = RowKernels.at(b, 2);
    int r3 = RowKernels.at(b, 3);
    FloatVector p0 = Lanes.zero();
    FloatVector p1 = Lanes.zero();
    FloatVector p2 = Lanes.zero();
    FloatVector p3 = Lanes.zero();
    FloatVector q0 = Lanes.zero();
    FloatVector q1 = Lanes.zero();
    FloatVector q2 = Lanes.zero();
    FloatVector q3 = Lanes.zero();
    int whole = a.columns() / Lanes.COUNT * Lanes.BYTES;
    for (int i = 0; i < whole; i += Lanes.BYTES) {
      FloatVector x = Lanes.load(left, p + i);
      FloatVector y = Lanes.load(left, q + i);
      FloatVector w = Lanes.load(right, r0 + i);
      p0 = x.fma(w, p0);
      q0 = y.fma(w, q0);
      w = Lanes.load(right, r1 + i);
      p1 = x.fma(w, p1);
      q1 = y.fma(w, q1);
      w = Lanes.load(right, r2 + i);
      p2 = x.fma(w, p2);
      q2 = y.fma(w, q2);
      w = Lanes.load(right, r3 + i);
      p3 = x.fma(w, p3);
      q3 = y.fma(w, q3);
    }
    put(c, row, column, alpha, beta, rest(Lanes.sum(p0), left, p, right, r0, whole, a));
    put(c, row, column + 1, alpha, beta, rest(Lanes.sum(p1), left, p, right, r1, whole, a));
    put(c, row, column + 2, alpha, beta, rest(Lanes.sum(p2), left, p, right, r2, whole, a));
    put(c, row, column + 3, alpha, beta, rest(Lanes.sum(p3), left, p, right, r3, whole, a));
    put(c, row + 1, column, alpha, beta, rest(Lanes.sum(q0), left, q, right, r0, whole, a));
    put(c, row + 1, column + 1, alpha, beta, rest(Lanes.sum(q1), left, q, right, r1, whole, a));
    put(c, row + 1, column + 2, alpha, beta, rest(Lanes.sum(q2), left, q, right, r2, whole, a));
    put(c, row + 1, column + 3, alpha, beta, rest(Lanes.sum(q3), left, q, right, r3, whole, a));
  }

  private static void one(
      Tensor a, int row, Tensor b, int column, float alpha, float beta, Tensor c) {
    ByteBuffer left = CpuStorage.bytes(a);
    ByteBuffer right = CpuStorage.bytes(b);
    int p = RowKernels.at(a, row);
    int r0 = RowKernels.at(b, 0);
    int r1 = RowKernels.at(b, 1);
    int r2 = RowKernels.at(b, 2);
    int r3 = RowKernels.at(b, 3);
    FloatVector p0 = Lanes.zero();
    FloatVector p1 = Lanes.zero();
    FloatVector p2 = Lanes.zero();
    FloatVector p3 = Lanes.zero();
    int whole = a.columns() / Lanes.COUNT * Lanes.BYTES;
    for (int i = 0; i < whole; i += Lanes.BYTES) {
      FloatVector x = Lanes.load(left, p + i);
      p0 = x.fma(Lanes.load(right, r0 + i), p0);
      p1 = x.fma(Lanes.load(right, r1 + i), p1);
      p2 = x.fma(Lanes.load(right, r2 + i), p2);
      p3 = x.fma(Lanes.load(right, r3 + i), p3);
    }
    put(c, row, column, alpha, beta, rest(Lanes.sum(p0), left, p, right, r0, whole, a));
    put(c, row, column + 1, alpha, beta, rest(Lanes.sum(p1), left, p, right, r1, whole, a));
    put(c, row, column + 2, alpha, beta, rest(Lanes.sum(p2), left, p, right, r2, whole, a));
    put(c, row, column + 3, alpha, beta, rest(Lanes.sum(p3), left, p, right, r3, whole, a));
  }

  /** One row of a by four of b in bfloat16, widened in registers. */
  private static void narrow(Tensor a, Tensor b, int column, float alpha, float beta, Tensor c) {
    ByteBuffer left = CpuStorage.bytes(a);
    ByteBuffer right = CpuStorage.bytes(b);
    int p = RowKernels.at(a, 0);
    int r0 = RowKernels.at(b, 0);
    int r1 = RowKernels.at(b, 1);
    int r2 = RowKernels.at(b, 2);
    int r3 = RowKernels.at(b, 3);
    FloatVector p0 = Lanes.zero();
    FloatVector p1 = Lanes.zero();
    FloatVector p2 = Lanes.zero();
    FloatVector p3 = Lanes.zero();
    int whole = a.columns() / Lanes.COUNT * Lanes.BYTES;
    for (int i = 0; i < whole; i += Lanes.BYTES) {
      FloatVector x = Lanes.load(left, p + i);
      int half = i / 2;
      p0 = x.fma(wide(right, r0 + half), p0);
      p1 = x.fma(wide(right, r1 + half), p1);
      p2 = x.fma(wide(right, r2 + half), p2);
      p3 = x.fma(wide(right, r3 + half), p3);
    }
    put(c, 0, column, alpha, beta, narrowRest(Lanes.sum(p0), left, p, right, r0, whole, a));
    put(c, 0, column + 1, alpha, beta, narrowRest(Lanes.sum(p1), left, p, right, r1, whole, a));
    put(c, 0, column + 2, alpha, beta, narrowRest(Lanes.sum(p2), left, p, right, r2, whole, a));
    put(c, 0, column + 3, alpha, beta, narrowRest(Lanes.sum(p3), left, p, right, r3, whole, a));
  }

  private static FloatVector wide(ByteBuffer bytes, int at) {
    ShortVector narrow = ShortVector.fromByteBuffer(ShortVector.SPECIES_128, bytes, at, ORDER);
    IntVector wide = (IntVector) narrow.convertShape(VectorOperators.S2I, IntVector.SPECIES_256, 0);
    return wide.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
  }

  /** The terms after the last whole vector. */
  private static float rest(
      float sum, ByteBuffer x, int p, ByteBuffer y, int q, int from, Tensor a) {
    float total = sum;
    for (int i = from; i < 4 * a.columns(); i += 4) {
      total = Math.fma(x.getFloat(p + i), y.getFloat(q + i), total);
    }
    return total;
  }

  private static float narrowRest(
      float sum, ByteBuffer x, int p, ByteBuffer y, int q, int from, Tensor a) {
    float total = sum;
    for (int i = from; i < 4 * a.columns(); i += 4) {
      total = Math.fma(x.getFloat(p + i), Bfloat16.widen(y.getShort(q + i / 2)), total);
    }
    return total;
  }

  private static void put(Tensor c, int row, int column, float alpha, float beta, float sum) {
    int at = RowKernels.at(c, row) + 4 * column;
    ByteBuffer bytes = CpuStorage.bytes(c);
    bytes.putFloat(at, beta == 0 ? alpha * sum : Math.fma(beta, bytes.getFloat(at), alpha * sum));
  }

  @Override
  public void close() {
    CpuStorage.release(scratch);
    scratch = null;
  }
}
