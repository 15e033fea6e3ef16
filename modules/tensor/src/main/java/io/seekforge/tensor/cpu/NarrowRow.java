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
 * <p>An integer holds two weights: shifted left it is the one at an even place, with their lower
 * halves cleared those at odd ones. The row is laid out to match once for the whole product.
 */
final class NarrowRow implements AutoCloseable {
  /** Below these terms of a sum sgemm is as fast. */
  private static final int LEAST_TERMS = 64;

  /** Weights in a vector. */
  private static final int PAIR = 2 * Lanes.COUNT;

  /** Weights for all partial sums of both kinds. */
  private static final int STEP = 2 * Lanes.PARTS;

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
    int whole = a.columns() & -STEP;
    ByteBuffer x = split(a, whole);
    for (int column = 0; column < b.rows(); column++) {
      one(x, a, b, column, whole, alpha, beta, c);
    }
  }

  /** Of the elements for each vector of weights those at even places, then those at odd ones. */
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
    int start = RowKernels.at(b, column);
    FloatVector even = Lanes.zero();
    FloatVector odd = Lanes.zero();
    FloatVector secondEven = Lanes.zero();
    FloatVector secondOdd = Lanes.zero();
    for (int i = 0; i < whole; i += STEP) {
      int p = 4 * i;
      int q = start + 2 * i;
      even = Lanes.load(x, p).fma(even(y, q), even);
      odd = Lanes.load(x, p + Lanes.BYTES).fma(odd(y, q), odd);
      if (Lanes.HALVES) {
        p += 2 * Lanes.BYTES;
        q += Lanes.BYTES;
        secondEven = Lanes.load(x, p).fma(even(y, q), secondEven);
        secondOdd = Lanes.load(x, p + Lanes.BYTES).fma(odd(y, q), secondOdd);
      }
    }
    float sum = Lanes.sum(even.add(odd), secondEven.add(secondOdd));
    put(c, column, alpha, beta, rest(sum, a, y, start, whole));
  }

  private static IntVector pairs(ByteBuffer bytes, int at) {
    return IntVector.fromByteBuffer(Lanes.BITS, bytes, at, ORDER);
  }

  /** Loaded anew by {@link #odd}: shared, the vector would go through memory. */
  private static FloatVector even(ByteBuffer bytes, int at) {
    return Lanes.floats(pairs(bytes, at).lanewise(VectorOperators.LSHL, 16));
  }

  private static FloatVector odd(ByteBuffer bytes, int at) {
    return Lanes.floats(pairs(bytes, at).and(UPPER));
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
