package io.seekforge.tensor.cpu;

import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Softmax of a block of scores, and its gradient, in one pass each: row i counts its first {@code
 * first + i + 1} columns, and what follows becomes 0. Rows must reach to a multiple of {@link
 * Lanes#PARTS}. What is found of each row are its maximum and the inverse, 1 / the sum of its
 * exponents.
 *
 * <p>Each loop is a method with its own loop over rows, and written twice, for results in float32
 * and rounded to bfloat16: the compiler expands only so many calls in a method, and what is left of
 * vectors then goes through memory. For the same reason there is one vector in a turn of a loop,
 * added to one partial sum and to the other by turns, and the launcher has the compiler leave these
 * methods out of their callers.
 */
final class CausalSoftmax {
  /** Bits that keep a number, then bits that make it 0: loaded from {@link #unseen}. */
  private static final int[] KEEP = new int[2 * Lanes.COUNT];

  /** Bits that leave a number, then those that make a 0 the lowest. */
  private static final int[] LOWEST = new int[2 * Lanes.COUNT];

  /** Factors that keep a number, then those that make it 0. */
  private static final float[] SEEN = new float[2 * Lanes.COUNT];

  static {
    Arrays.fill(KEEP, 0, Lanes.COUNT, -1);
    Arrays.fill(SEEN, 0, Lanes.COUNT, 1f);
    int lowest = Float.floatToRawIntBits(Float.NEGATIVE_INFINITY);
    Arrays.fill(LOWEST, Lanes.COUNT, LOWEST.length, lowest);
  }

  private CausalSoftmax() {}

  /** The next multiple of {@link Lanes#PARTS}. */
  static int whole(int columns) {
    return (columns + Lanes.PARTS - 1) / Lanes.PARTS * Lanes.PARTS;
  }

  /** The place in a table for the vector at {@code i}: how many of its lanes are not seen. */
  private static int unseen(int i, int seen) {
    return Math.min(Lanes.COUNT, Math.max(0, i + Lanes.COUNT - seen));
  }

  private static IntVector mask(int[] table, int unseen) {
    return IntVector.fromArray(Lanes.BITS, table, unseen);
  }

  /** The maxima of {@code rows} rows. */
  static void maxima(Tensor scores, int rows, int first, float[] maxima) {
    ByteBuffer bytes = CpuStorage.bytes(scores);
    for (int row = 0; row < rows; row++) {
      int at = RowKernels.at(scores, row);
      int seen = first + row + 1;
      FloatVector highest = Lanes.all(Float.NEGATIVE_INFINITY);
      for (int i = 0; i < seen; i += Lanes.COUNT) {
        int unseen = unseen(i, seen);
        IntVector bits = Lanes.bits(Lanes.load(bytes, at + 4 * i)).and(mask(KEEP, unseen));
        highest = Lanes.floats(bits.or(mask(LOWEST, unseen))).max(highest);
      }
      maxima[row] = Lanes.max(highest);
    }
  }

  /** exp(x − max), or 0 where not seen. */
  private static FloatVector exponent(ByteBuffer scores, int at, FloatVector max, int unseen) {
    FloatVector e = Lanes.expMinus(max.sub(Lanes.load(scores, at)));
    return e.mul(Lanes.load(SEEN, unseen));
  }

  /** scores ← exp(scores − max). */
  static void exponents(Tensor scores, int rows, int first, float[] maxima, float[] inverses) {
    ByteBuffer bytes = CpuStorage.bytes(scores);
    for (int row = 0; row < rows; row++) {
      int at = RowKernels.at(scores, row);
      int seen = first + row + 1;
      FloatVector max = Lanes.all(maxima[row]);
      FloatVector sum = Lanes.zero();
      FloatVector second = Lanes.zero();
      int end = whole(seen);
      for (int i = 0; i < end; i += Lanes.COUNT) {
        FloatVector e = exponent(bytes, at + 4 * i, max, unseen(i, seen));
        Lanes.store(e, bytes, at + 4 * i);
        FloatVector added = e.add(sum);
        sum = Lanes.HALVES ? second : added;
        second = added;
      }
      inverses[row] = inverse(sum, second, maxima[row]);
    }
    clear(scores, rows, first);
  }

  /** p ← exp(scores − max), rounded; the sums are of what was not. */
  static void narrowExponents(
      Tensor scores, int rows, int first, float[] maxima, float[] inverses, Tensor p) {
    ByteBuffer bytes = CpuStorage.bytes(scores);
    ByteBuffer target = CpuStorage.bytes(p);
    for (int row = 0; row < rows; row++) {
      int at = RowKernels.at(scores, row);
      int to = RowKernels.at(p, row);
      int seen = first + row + 1;
      FloatVector max = Lanes.all(maxima[row]);
      FloatVector sum = Lanes.zero();
      FloatVector second = Lanes.zero();
      int end = whole(seen);
      for (int i = 0; i < end; i += Lanes.COUNT) {
        FloatVector e = exponent(bytes, at + 4 * i, max, unseen(i, seen));
        Bfloat16.storeOperand(e, target, to + 2 * i);
        FloatVector added = e.add(sum);
        sum = Lanes.HALVES ? second : added;
        second = added;
      }
      inverses[row] = inverse(sum, second, maxima[row]);
    }
    narrowClear(p, rows, first);
  }

  /** NaN if the maximum is no number: the exponents are then none either. */
  private static float inverse(FloatVector sum, FloatVector second, float max) {
    return Math.abs(max) <= Float.MAX_VALUE ? 1f / Lanes.sum(sum, second) : Float.NaN;
  }

  /**
   * scores ← p, dp ← p · (dp − delta), with p = exp(scores − max) / sum.
   *
   * @param dp in the layout of the scores
   * @param deltas the sum of p · dp of each row
   */
  static void gradients(
      Tensor scores,
      Tensor dp,
      int rows,
      int first,
      float[] maxima,
      float[] inverses,
      float[] deltas) {
    ByteBuffer bytes = CpuStorage.bytes(scores);
    ByteBuffer gradients = CpuStorage.bytes(dp);
    for (int row = 0; row < rows; row++) {
      int at = RowKernels.at(scores, row);
      int seen = first + row + 1;
      FloatVector max = Lanes.all(maxima[row]);
      FloatVector inverse = Lanes.all(inverses[row]);
      FloatVector delta = Lanes.all(deltas[row]);
      int end = whole(seen);
      for (int i = 0; i < end; i += Lanes.COUNT) {
        FloatVector p = exponent(bytes, at + 4 * i, max, unseen(i, seen)).mul(inverse);
        Lanes.store(p, bytes, at + 4 * i);
        FloatVector difference = Lanes.load(gradients, at + 4 * i).sub(delta);
        Lanes.store(p.mul(difference), gradients, at + 4 * i);
      }
    }
    clear(scores, rows, first);
    clear(dp, rows, first);
  }

  /** scores ← exp(scores − max) / sum, and into {@code p}, rounded. */
  static void narrowProbabilities(
      Tensor scores, int rows, int first, float[] maxima, float[] inverses, Tensor p) {
    ByteBuffer bytes = CpuStorage.bytes(scores);
    ByteBuffer target = CpuStorage.bytes(p);
    for (int row = 0; row < rows; row++) {
      int at = RowKernels.at(scores, row);
      int to = RowKernels.at(p, row);
      int seen = first + row + 1;
      FloatVector max = Lanes.all(maxima[row]);
      FloatVector inverse = Lanes.all(inverses[row]);
      int end = whole(seen);
      for (int i = 0; i < end; i += Lanes.COUNT) {
        FloatVector value = exponent(bytes, at + 4 * i, max, unseen(i, seen)).mul(inverse);
        Lanes.store(value, bytes, at + 4 * i);
        Bfloat16.storeOperand(value, target, to + 2 * i);
      }
    }
    narrowClear(p, rows, first);
  }

  /** ds ← p · (dp − delta), rounded. */
  static void narrowGradients(Tensor p, Tensor dp, int rows, int first, float[] deltas, Tensor ds) {
    ByteBuffer probabilities = CpuStorage.bytes(p);
    ByteBuffer gradients = CpuStorage.bytes(dp);
    ByteBuffer target = CpuStorage.bytes(ds);
    for (int row = 0; row < rows; row++) {
      int at = RowKernels.at(p, row);
      int from = RowKernels.at(dp, row);
      int to = RowKernels.at(ds, row);
      FloatVector delta = Lanes.all(deltas[row]);
      int end = whole(first + row + 1);
      for (int i = 0; i < end; i += Lanes.COUNT) {
        FloatVector difference = Lanes.load(gradients, from + 4 * i).sub(delta);
        FloatVector value = Lanes.load(probabilities, at + 4 * i).mul(difference);
        Bfloat16.storeOperand(value, target, to + 2 * i);
      }
    }
    narrowClear(ds, rows, first);
  }

  /** Zeros after the vectors with what is seen. */
  private static void clear(Tensor x, int rows, int first) {
    for (int row = 0; row < rows; row++) {
      int from = Math.min(x.columns(), whole(first + row + 1));
      RowKernels.zero(CpuStorage.bytes(x), RowKernels.at(x, row) + 4 * from, x.columns() - from);
    }
  }

  /** The same in bfloat16, and in all of the rows below. */
  private static void narrowClear(Tensor x, int rows, int first) {
    for (int row = 0; row < x.rows(); row++) {
      int from = row < rows ? Math.min(x.columns(), whole(first + row + 1)) : 0;
      Bfloat16.zero(CpuStorage.bytes(x), RowKernels.at(x, row) + 2 * from, x.columns() - from);
    }
  }
}
