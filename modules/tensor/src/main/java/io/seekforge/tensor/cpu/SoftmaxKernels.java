package io.seekforge.tensor.cpu;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** Pieces of softmax over one row of floats. */
final class SoftmaxKernels {
  private SoftmaxKernels() {}

  static float max(ByteBuffer x, int at, int count) {
    float max = Float.NEGATIVE_INFINITY;
    int i = 0;
    if (count >= WideLanes.COUNT) {
      FloatVector highest = WideLanes.load(x, at);
      for (i = WideLanes.COUNT; i + WideLanes.COUNT <= count; i += WideLanes.COUNT) {
        highest = highest.max(WideLanes.load(x, at + 4 * i));
      }
      max = WideLanes.max(highest);
    }
    for (; i < count; i++) {
      max = Math.max(max, x.getFloat(at + 4 * i));
    }
    return max;
  }

  /** x ← exp(x − max); returns their sum, added up in the order of two {@link Lanes}. */
  static float expSum(ByteBuffer x, int at, int count, float max) {
    FloatVector maxima = WideLanes.all(max);
    FloatVector even = Lanes.zero();
    FloatVector odd = Lanes.zero();
    int i = 0;
    for (; i + 2 * Lanes.COUNT <= count; i += 2 * Lanes.COUNT) {
      for (int part = 0; part < 2 * Lanes.COUNT; part += WideLanes.COUNT) {
        int place = at + 4 * (i + part);
        WideLanes.store(WideLanes.exp(WideLanes.load(x, place).sub(maxima)), x, place);
      }
      even = even.add(Lanes.load(x, at + 4 * i));
      odd = odd.add(Lanes.load(x, at + 4 * i + Lanes.BYTES));
    }
    float sum = Lanes.sum(even.add(odd));
    for (; i < count; i++) {
      float value = WideLanes.exp(x.getFloat(at + 4 * i) - max);
      x.putFloat(at + 4 * i, value);
      sum += value;
    }
    return sum;
  }

  /** x ← exp(x − max) · inverse. */
  static void probabilities(ByteBuffer x, int at, int count, float max, float inverse) {
    FloatVector maxima = WideLanes.all(max);
    int i = 0;
    for (; i + WideLanes.COUNT <= count; i += WideLanes.COUNT) {
      FloatVector value = WideLanes.exp(WideLanes.load(x, at + 4 * i).sub(maxima));
      WideLanes.store(value.mul(inverse), x, at + 4 * i);
    }
    for (; i < count; i++) {
      x.putFloat(at + 4 * i, WideLanes.exp(x.getFloat(at + 4 * i) - max) * inverse);
    }
  }

  static void scale(ByteBuffer x, int at, int count, float factor) {
    int i = 0;
    for (; i + WideLanes.COUNT <= count; i += WideLanes.COUNT) {
      WideLanes.store(WideLanes.load(x, at + 4 * i).mul(factor), x, at + 4 * i);
    }
    for (; i < count; i++) {
      x.putFloat(at + 4 * i, x.getFloat(at + 4 * i) * factor);
    }
  }

  /** dp ← p · (dp − delta) · scale: the gradient of the scores. */
  static void scoreGradient(
      ByteBuffer p, int a, ByteBuffer dp, int b, int count, float delta, float scale) {
    FloatVector deltas = WideLanes.all(delta);
    int i = 0;
    for (; i + WideLanes.COUNT <= count; i += WideLanes.COUNT) {
      FloatVector difference = WideLanes.load(dp, b + 4 * i).sub(deltas);
      WideLanes.store(WideLanes.load(p, a + 4 * i).mul(difference).mul(scale), dp, b + 4 * i);
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
