package io.seekforge.tensor.cpu;

import io.seekforge.api.SeekforgeException;
import java.nio.ByteBuffer;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Passes over flat float32 vectors of any length, in the memory of the process. Those of a training
 * step may be shared by threads, piece by piece of {@link #NORM_PIECE}: bits do not depend on their
 * number.
 */
public final class OptimizerKernels {
  /** Elements seen through one byte buffer. */
  private static final long PIECE = 1L << 28;

  /**
   * Elements whose squares are summed by themselves: parts of a vector that begin at multiples of
   * it can be measured apart, and give the norm of the whole to the last bit.
   */
  public static final int NORM_PIECE = 1 << 16;

  private OptimizerKernels() {}

  /**
   * One step of AdamW: g ← factor·gradient; p ← p·keep; m ← m + (1−β₁)(g − m); v ← β₂v + (1−β₂)g²;
   * p ← p − rate · m / (√v / root + ε). The gradient itself stays as it is.
   *
   * @param factor of the gradient, 1 or what clips it
   * @param keep 1 − learning rate · weight decay
   * @param rate learning rate / (1 − β₁ᵗ)
   * @param root √(1 − β₂ᵗ)
   * @param threads at least 1, the caller's included
   */
  public static void adamW(
      INDArray parameters,
      INDArray gradient,
      INDArray first,
      INDArray second,
      float factor,
      float keep,
      float beta1,
      float beta2,
      float rate,
      float root,
      float epsilon,
      int threads) {
    long size = parameters.length();
    if (gradient.length() != size || first.length() != size || second.length() != size) {
      throw new SeekforgeException(
          "Invalid gradient: "
              + gradient.length()
              + " elements for "
              + size
              + " parameters and a state of "
              + first.length());
    }
    float[] factors = {keep, 1 - beta1, beta2, 1 - beta2, rate, root, epsilon, factor};
    pieces(
        size,
        threads,
        (piece, from, count) ->
            adamW(
                view(parameters, from, count),
                view(gradient, from, count),
                view(first, from, count),
                view(second, from, count),
                count,
                factors));
  }

  private static void adamW(
      ByteBuffer p, ByteBuffer g, ByteBuffer m, ByteBuffer v, int count, float[] f) {
    int i = 0;
    for (; i + Lanes.COUNT <= count; i += Lanes.COUNT) {
      int at = 4 * i;
      FloatVector gradient = Lanes.load(g, at).mul(f[7]);
      FloatVector first = Lanes.load(m, at);
      first = gradient.sub(first).fma(Lanes.all(f[1]), first);
      FloatVector second = Lanes.load(v, at).mul(f[2]);
      second = gradient.mul(gradient).fma(Lanes.all(f[3]), second);
      FloatVector denominator = second.sqrt().div(f[5]).add(f[6]);
      FloatVector parameter = Lanes.load(p, at).mul(f[0]);
      Lanes.store(parameter.sub(first.mul(f[4]).div(denominator)), p, at);
      Lanes.store(first, m, at);
      Lanes.store(second, v, at);
    }
    for (; i < count; i++) {
      int at = 4 * i;
      float gradient = g.getFloat(at) * f[7];
      float first = m.getFloat(at);
      first = Math.fma(gradient - first, f[1], first);
      float second = Math.fma(gradient * gradient, f[3], v.getFloat(at) * f[2]);
      float denominator = (float) Math.sqrt(second) / f[5] + f[6];
      p.putFloat(at, p.getFloat(at) * f[0] - first * f[4] / denominator);
      m.putFloat(at, first);
      v.putFloat(at, second);
    }
  }

  /** y ← y + x. */
  public static void add(INDArray x, INDArray y) {
    for (long from = 0; from < y.length(); from += PIECE) {
      int count = (int) Math.min(PIECE, y.length() - from);
      RowKernels.addRow(view(x, from, count), 0, view(y, from, count), 0, count);
    }
  }

  /** x ← 0. */
  public static void zero(INDArray x) {
    for (long from = 0; from < x.length(); from += PIECE) {
      int count = (int) Math.min(PIECE, x.length() - from);
      RowKernels.zero(view(x, from, count), 0, count);
    }
  }

  /** x ← x · factor. */
  public static void scale(INDArray x, float factor) {
    for (long from = 0; from < x.length(); from += PIECE) {
      int count = (int) Math.min(PIECE, x.length() - from);
      SoftmaxKernels.scale(view(x, from, count), 0, count, factor);
    }
  }

  /** L2 norm, summed in double. */
  public static double norm(INDArray x) {
    return norm(x, 1);
  }

  /**
   * L2 norm, summed in double; finite if all elements are.
   *
   * @param threads at least 1, the caller's included
   */
  public static double norm(INDArray x, int threads) {
    return norm(squares(x, threads));
  }

  /** The L2 norm whose squares, one by {@link #NORM_PIECE}, were summed apart. */
  public static double norm(double[] squares) {
    double sum = 0;
    for (double square : squares) {
      sum += square;
    }
    return Math.sqrt(sum);
  }

  /**
   * Sums of squares, one for each {@link #NORM_PIECE} elements, the last for what is left.
   *
   * @param threads at least 1, the caller's included
   */
  public static double[] squares(INDArray x, int threads) {
    double[] squares = new double[count(x.length())];
    pieces(
        x.length(),
        threads,
        (piece, from, count) -> squares[piece] = squares(view(x, from, count), count));
    return squares;
  }

  /** Into {@link Lanes#PARTS} partial sums by the index of the element, then those pairwise. */
  private static double squares(ByteBuffer x, int count) {
    DoubleVector a = DoubleVector.zero(Lanes.DOUBLES);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
    int i = 0;
    for (; i + Lanes.PARTS <= count; i += Lanes.PARTS) {
      FloatVector values = Lanes.load(x, 4 * i);
      DoubleVector low = Lanes.doubles(values, 0);
      DoubleVector high = Lanes.doubles(values, 1);
      a = low.fma(low, a);
      b = high.fma(high, b);
      if (Lanes.HALVES) {
        values = Lanes.load(x, 4 * i + Lanes.BYTES);
        low = Lanes.doubles(values, 0);
        high = Lanes.doubles(values, 1);
        c = low.fma(low, c);
        d = high.fma(high, d);
      }
    }
    double[] sums = new double[Lanes.PARTS];
    int lanes = Lanes.DOUBLES.length();
    a.intoArray(sums, 0);
    b.intoArray(sums, lanes);
    if (Lanes.HALVES) {
      c.intoArray(sums, 2 * lanes);
      d.intoArray(sums, 3 * lanes);
    }
    for (; i < count; i++) {
      double value = x.getFloat(4 * i);
      sums[i % Lanes.PARTS] = Math.fma(value, value, sums[i % Lanes.PARTS]);
    }
    for (int half = Lanes.PARTS / 2; half > 0; half /= 2) {
      for (int part = 0; part < half; part++) {
        sums[part] += sums[part + half];
      }
    }
    return sums[0];
  }

  /** A kernel of some elements of a vector. */
  private interface Piece {
    void run(int piece, long from, int count);
  }

  /** Runs a kernel on all pieces of a vector. */
  private static void pieces(long size, int threads, Piece kernel) {
    int count = count(size);
    try (Team team = new Team(Math.min(threads, count))) {
      team.run(
          count,
          (member, piece) -> {
            long from = (long) piece * NORM_PIECE;
            kernel.run(piece, from, (int) Math.min(NORM_PIECE, size - from));
          });
    }
  }

  private static int count(long size) {
    return (int) ((size + NORM_PIECE - 1) / NORM_PIECE);
  }

  private static ByteBuffer view(INDArray array, long from, int count) {
    return NativeMemory.view(address(array) + 4 * from, 4L * count);
  }

  /** Address of the first element of a flat float32 array. */
  static long address(INDArray array) {
    if (array.dataType() != DataType.FLOAT) {
      throw new SeekforgeException(
          "Invalid vector: its elements are " + array.dataType() + ", not FLOAT");
    }
    if (array.length() > 1 && (array.rank() != 1 || array.stride(0) != 1)) {
      throw new SeekforgeException(
          "Invalid vector: shape " + array.shapeInfoToString() + " is not flat and contiguous");
    }
    return array.data().address();
  }
}
