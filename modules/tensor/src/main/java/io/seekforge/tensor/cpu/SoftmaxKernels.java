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

  /** x ← exp(x − max); returns their sum, added up in the order of {@link Lanes}. */
  static float expSum(ByteBuffer x, int at, int count, float max) {
    FloatVector maxima = Lanes.all(max);
    FloatVector first = Lanes.zero();
    FloatVector second = Lanes.zero();
    int i = 0;
    for (; i + Lanes.PARTS <= count; i += Lanes.PARTS) {
      for (int part = 0; part < Lanes.PARTS; part += Lanes.COUNT) {
        int place = at + 4 * (i + part);
        Lanes.store(Lanes.exp(Lanes.load(x, place).sub(maxima)), x, place);
      }
      first = Lanes.load(x, at + 4 * i).add(first);
      if (Lanes.HALVES) {
        second = Lanes.load(x, at + 4 * i + Lanes.BYTES).add(second);
      }
    }
    float sum = Lanes.sum(first, second);
    for (; i < count; i++) {
      float value = Lanes.exp(x.getFloat(at + 4 * i) - max);
      x.putFloat(at + 4 * i, value);
      sum += value;
    }
    return sum;
  }

  /** x ← exp(x − max) · inverse. */
  static void probabilities(ByteBuffer x, int at, int count, float max, float inverse) {
    FloatVector maxima = Lanes.all(max);
    int i = 0;
    for (; i + Lanes.COUNT <= count; i += Lanes.COUNT) {
      FloatVector value = Lanes.exp(Lanes.load(x, at + 4 * i).sub(maxima));
      Lanes.store(value.mul(inverse), x, at + 4 * i);
    }
    for (; i < count; i++) {
      x.putFloat(at + 4 * i, Lanes.exp(x.getFloat(at + 4 * i) - max) * inverse);
    }
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

  /** dp ← p · (dp − delta) · scale: the gradient of the scores. */
  static void scoreGradient(
      ByteBuffer p, int a, ByteBuffer dp, int b, int count, float delta, float scale) {
    FloatVector deltas = Lanes.all(delta);
    int i = 0;
    for (; i + Lanes.COUNT <= count; i += Lanes.COUNT) {
      FloatVector difference = Lanes.load(dp, b + 4 * i).sub(deltas);
      Lanes.store(Lanes.load(p, a + 4 * i).mul(difference).mul(scale), dp, b + 4 * i);
    }
    for (; i < count; i++) {
      float difference = dp.getFloat(b + 4 * i) - delta;
      dp.putFloat(b + 4 * i, p.getFloat(a + 4 * i) * difference * scale);
    }
  }

  static void clear(ByteBuffer x, int at, int from, int to) {
    for (int i = from; i < to; i++) {
      x.putFloat(at + 4 * i, 0f);
    }
  }
}
