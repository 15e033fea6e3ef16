package io.seekforge.tensor.cpu;

import io.seekforge.api.SeekforgeException;
import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Passes over flat float32 vectors of any length, in the memory of the process. */
public final class OptimizerKernels {
  /** Elements seen through one byte buffer. */
  private static final long PIECE = 1L << 28;

  /**
   * Elements whose squares are summed by themselves: parts of a vector that begin at multiples of
   * it can be measured apart, and give the norm of the whole to the last bit.
   */
  public static final int NORM_PIECE = 1 << 20;

  private OptimizerKernels() {}

  /**
   * One step of AdamW: p ← p·keep; m ← m + (1−β₁)(g − m); v ← β₂v + (1−β₂)g²; p ← p − rate · m /
   * (√v / root + ε).
   *
   * @param keep 1 − learning rate · weight decay
   * @param rate learning rate / (1 − β₁ᵗ)
   * @param root √(1 − β₂ᵗ)
   */
  public static void adamW(
      INDArray parameters,
      INDArray gradient,
      INDArray first,
      INDArray second,
      float keep,
      float beta1,
      float beta2,
      float rate,
      float root,
      float epsilon) {
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
    for (long from = 0; from < size; from += PIECE) {
      int count = (int) Math.min(PIECE, size - from);
      adamW(
          view(parameters, from, count),
          view(gradient, from, count),
          view(first, from, count),
          view(second, from, count),
          count,
          new float[] {keep, 1 - beta1, beta2, 1 - beta2, rate, root, epsilon});
    }
  }

  private static void adamW(
      ByteBuffer p, ByteBuffer g, ByteBuffer m, ByteBuffer v, int count, float[] f) {
    int i = 0;
    for (; i + Lanes.COUNT <= count; i += Lanes.COUNT) {
      int at = 4 * i;
      FloatVector gradient = Lanes.load(g, at);
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
      float gradient = g.getFloat(at);
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
    return norm(squares(x));
  }

  /** The L2 norm whose squares, one by {@link #NORM_PIECE}, were summed apart. */
  public static double norm(double[] squares) {
    double sum = 0;
    for (double square : squares) {
      sum += square;
    }
    return Math.sqrt(sum);
  }

  /** Sums of squares, one for each {@link #NORM_PIECE} elements, the last for what is left. */
  public static double[] squares(INDArray x) {
    double[] squares = new double[(int) ((x.length() + NORM_PIECE - 1) / NORM_PIECE)];
    for (int piece = 0; piece < squares.length; piece++) {
      long from = (long) piece * NORM_PIECE;
      int count = (int) Math.min(NORM_PIECE, x.length() - from);
      squares[piece] = squares(view(x, from, count), count);
    }
    return squares;
  }

  private static double squares(ByteBuffer x, int count) {
    double even = 0;
    double odd = 0;
    int i = 0;
    for (; i + 2 <= count; i += 2) {
      double a = x.getFloat(4 * i);
      double b = x.getFloat(4 * i + 4);
      even += a * a;
      odd += b * b;
    }
    if (i < count) {
      double a = x.getFloat(4 * i);
      even += a * a;
    }
    return even + odd;
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
