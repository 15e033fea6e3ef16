package io.seekforge.tensor.cpu;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** Pieces of softmax over one row of floats. */
final class SoftmaxKernels {
  private SoftmaxKernels() {}

  static float max(ByteBuffer x, int at, int count) {
    float max = Float.NEGATIVE_INFINITY;
    int i = 0;
    if (count >= Lanes.COUNT) {
      FloatVector highest = Lanes.load(x, at);
      for (i = Lanes.COUNT; i + Lanes.COUNT <= count; i += Lanes.COUNT) {
        highest = Lanes.load(x, at + 4 * i).max(highest);
      }
      max = Lanes.max(highest);
    }
    for (; i < count; i++) {
      max = Math.max(max, x.getFloat(at + 4 * i));
    }
    return max;
  }

  /**
   * x ← exp(x − max); returns their sum, added up in the order of {@link Lanes}, or NaN if the
   * maximum is no number.
   */
  static float expSum(ByteBuffer x, int at, int count, float max) {
    FloatVector maxima = Lanes.all(max);
    FloatVector first = Lanes.zero();
    FloatVector second = Lanes.zero();
    int whole = count & -Lanes.PARTS;
    int i = 0;
    for (; i < whole; i += Lanes.COUNT) {
      FloatVector e = Lanes.expMinus(maxima.sub(Lanes.load(x, at + 4 * i)));
      Lanes.store(e, x, at + 4 * i);
      FloatVector added = e.add(first);
      first = Lanes.HALVES ? second : added;
      second = added;
    }
    float sum = Lanes.sum(first, second);
    for (; i < count; i++) {
      float value = Lanes.exp(x.getFloat(at + 4 * i) - max);
      x.putFloat(at + 4 * i, value);
      sum += value;
    }
    return Math.abs(max) <= Float.MAX_VALUE ? sum : Float.NaN;
  }

  static void scale(ByteBuffer x, int at, int count, float factor) {
    int i = 0;
    for (; i + Lanes.COUNT <= count; i += Lanes.COUNT) {
      Lanes.store(Lanes.load(x, at + 4 * i).mul(factor), x, at + 4 * i);
    }
    for (; i < count; i++) {
      x.putFloat(at + 4 * i, x.getFloat(at + 4 * i) * factor);
    }
  }
}
