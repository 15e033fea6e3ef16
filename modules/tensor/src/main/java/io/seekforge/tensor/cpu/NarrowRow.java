package io.seekforge.tensor.cpu;

import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * c ← alpha · a · bᵀ + beta · c for a single row a and a bfloat16 b, as in generation: each weight
 * is needed once, so it is widened in a register, not in memory. For more rows widening a block for
 * sgemm is faster.
 *
 * <p>Eight integers hold sixteen weights: shifted left they are those at even places, with their
 * lower halves cleared those at odd ones. The row is laid out to match once for the whole product.
 */
final class NarrowRow implements AutoCloseable {
  /** Below these terms of a sum sgemm is as fast. */
  private static final int LEAST_TERMS = 64;

  /** Rows of b at a time. */
  private static final int TILE = 4;

  /** Weights in a vector. */
  private static final int PAIR = 2 * Lanes.COUNT;

  private static final int UPPER = 0xffff0000;

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private CpuStorage row;

  /** Whether a product is of this kind. */
  static boolean takes(Tensor a, boolean transposeA, Tensor b, boolean transposeB) {
    return a.rows() == 1
        && a.type() == ElementType.FLOAT32
        && !transposeA
        && b.type() == ElementType.BFLOAT16
        && transposeB
        && a.columns() >= LEAST_TERMS;
  }

  /**
   * @param a float32 [1, k]
   * @param b bfloat16 [n, k]
   * @param c float32 [1, n]
   */
  void multiply(Tensor a, Tensor b, float alpha, float beta, Tensor c) {
    int whole = a.columns() & -PAIR;
    ByteBuffer x = split(a, whole);
    int column = 0;
    for (; column + TILE <= b.rows(); column += TILE) {
      four(x, a, b, column, whole, alpha, beta, c);
    }
    for (; column < b.rows(); column++) {
      one(x, a, b, column, whole, alpha, beta, c);
    }
  }

  /** Of each sixteen elements those at even places, then those at odd ones. */
  private ByteBuffer split(Tensor a, int whole) {
    row = CpuStorage.grown(row, ElementType.FLOAT32, whole);
    Tensor laid = Tensor.of(row, 1, whole);
    ByteBuffer to = CpuStorage.bytes(laid);
    ByteBuffer from = CpuStorage.bytes(a);
    int p = RowKernels.at(a, 0);
    for (int block = 0; block < whole; block += PAIR) {
      for (int i = 0; i < PAIR; i++) {
        int place = block + (i & 1) * Lanes.COUNT + i / 2;
        to.putFloat(4 * place, from.getFloat(p + 4 * (block + i)));
      }
    }
    return to;
  }

  private static void one(
      ByteBuffer x, Tensor a, Tensor b, int column, int whole, float alpha, float beta, Tensor c) {
    ByteBuffer y = CpuStorage.bytes(b);
    int q = RowKernels.at(b, column);
    FloatVector s = Lanes.zero();
    for (int i = 0; i < whole; i += PAIR) {
      IntVector w = weights(y, q + 2 * i);
      s = Lanes.load(x, 4 * i + Lanes.BYTES).fma(odd(w), Lanes.load(x, 4 * i).fma(even(w), s));
    }
    put(c, column, alpha, beta, rest(Lanes.sum(s), a, y, q, whole));
  }

  /** Four sums at a time, since one would wait for its own last addition. */
  private static void four(
      ByteBuffer x, Tensor a, Tensor b, int column, int whole, float alpha, float beta, Tensor c) {
    ByteBuffer y = CpuStorage.bytes(b);
    int q0 = RowKernels.at(b, column);
    int q1 = RowKernels.at(b, column + 1);
    int q2 = RowKernels.at(b, column + 2);
    int q3 = RowKernels.at(b, column + 3);
    FloatVector s0 = Lanes.zero();
    FloatVector s1 = Lanes.zero();
    FloatVector s2 = Lanes.zero();
    FloatVector s3 = Lanes.zero();
    for (int i = 0; i < whole; i += PAIR) {
      FloatVector u = Lanes.load(x, 4 * i);
      FloatVector v = Lanes.load(x, 4 * i + Lanes.BYTES);
      IntVector w = weights(y, q0 + 2 * i);
      s0 = v.fma(odd(w), u.fma(even(w), s0));
      w = weights(y, q1 + 2 * i);
      s1 = v.fma(odd(w), u.fma(even(w), s1));
      w = weights(y, q2 + 2 * i);
      s2 = v.fma(odd(w), u.fma(even(w), s2));
      w = weights(y, q3 + 2 * i);
      s3 = v.fma(odd(w), u.fma(even(w), s3));
    }
    put(c, column, alpha, beta, rest(Lanes.sum(s0), a, y, q0, whole));
    put(c, column + 1, alpha, beta, rest(Lanes.sum(s1), a, y, q1, whole));
    put(c, column + 2, alpha, beta, rest(Lanes.sum(s2), a, y, q2, whole));
    put(c, column + 3, alpha, beta, rest(Lanes.sum(s3), a, y, q3, whole));
  }

  private static IntVector weights(ByteBuffer bytes, int at) {
    return IntVector.fromByteBuffer(IntVector.SPECIES_256, bytes, at, ORDER);
  }

  private static FloatVector even(IntVector pairs) {
    return pairs.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
  }

  private static FloatVector odd(IntVector pairs) {
    return pairs.and(UPPER).reinterpretAsFloats();
  }

  /** The terms after the last whole vector. */
  private static float rest(float sum, Tensor a, ByteBuffer y, int q, int from) {
    ByteBuffer x = CpuStorage.bytes(a);
    int p = RowKernels.at(a, 0);
    float total = sum;
    for (int i = from; i < a.columns(); i++) {
      total = Math.fma(x.getFloat(p + 4 * i), Bfloat16.widen(y.getShort(q + 2 * i)), total);
    }
    return total;
  }

  private static void put(Tensor c, int column, float alpha, float beta, float sum) {
    int at = RowKernels.at(c, 0) + 4 * column;
    ByteBuffer bytes = CpuStorage.bytes(c);
    bytes.putFloat(at, beta == 0 ? alpha * sum : Math.fma(beta, bytes.getFloat(at), alpha * sum));
  }

  @Override
  public void close() {
    CpuStorage.release(row);
    row = null;
  }
}
