package io.seekforge.tensor.cpu;

import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** RMSNorm of rows and its gradient. */
final class NormKernels {
  private NormKernels() {}

  static void forward(Tensor x, Tensor weight, double epsilon, Tensor y, Tensor inverse) {
    ByteBuffer xs = CpuStorage.bytes(x);
    ByteBuffer ys = CpuStorage.bytes(y);
    ByteBuffer ws = CpuStorage.bytes(weight);
    int w = CpuStorage.start(weight);
    int columns = x.columns();
    for (int row = 0; row < x.rows(); row++) {
      int a = RowKernels.at(x, row);
      float square = RowKernels.dot(xs, a, xs, a, columns);
      float scale = (float) (1 / Math.sqrt((double) square / columns + epsilon));
      if (inverse != null) {
        CpuStorage.bytes(inverse).putFloat(RowKernels.at(inverse, row), scale);
      }
      if (y.type() == ElementType.BFLOAT16) {
        scaledNarrow(xs, a, scale, ws, w, ys, RowKernels.at(y, row), columns);
      } else {
        scaled(xs, a, scale, ws, w, ys, RowKernels.at(y, row), columns);
      }
    }
  }

  private static void scaled(
      ByteBuffer x,
      int a,
      float scale,
      ByteBuffer weight,
      int w,
      ByteBuffer y,
      int b,
      int columns) {
    FloatVector scales = Lanes.all(scale);
    int i = 0;
    for (; i + Lanes.COUNT <= columns; i += Lanes.COUNT) {
      FloatVector value = Lanes.load(x, a + 4 * i).mul(scales).mul(Lanes.load(weight, w + 4 * i));
      Lanes.store(value, y, b + 4 * i);
    }
    for (; i < columns; i++) {
      y.putFloat(b + 4 * i, x.getFloat(a + 4 * i) * scale * weight.getFloat(w + 4 * i));
    }
  }

  /** The same, rounded. */
  private static void scaledNarrow(
      ByteBuffer x,
      int a,
      float scale,
      ByteBuffer weight,
      int w,
      ByteBuffer y,
      int b,
      int columns) {
    FloatVector scales = Lanes.all(scale);
    int i = 0;
    for (; i + Lanes.COUNT <= columns; i += Lanes.COUNT) {
      FloatVector value = Lanes.load(x, a + 4 * i).mul(scales).mul(Lanes.load(weight, w + 4 * i));
      Bfloat16.store(value, y, b + 2 * i);
    }
    for (; i < columns; i++) {
      float value = x.getFloat(a + 4 * i) * scale * weight.getFloat(w + 4 * i);
      y.putShort(b + 2 * i, Bfloat16.narrow(value));
    }
  }

  /**
   * With x̂ = x·inverse and g = dy·weight: dx = inverse · (g − x̂ · mean(g·x̂)), dWeight = Σ dy·x̂.
   */
  static void backward(
      Tensor dy,
      Tensor x,
      Tensor weight,
      Tensor inverse,
      Tensor dx,
      boolean accumulate,
      Tensor dWeight) {
    ByteBuffer dys = CpuStorage.bytes(dy);
    ByteBuffer xs = CpuStorage.bytes(x);
    ByteBuffer ws = CpuStorage.bytes(weight);
    ByteBuffer dxs = CpuStorage.bytes(dx);
    int w = CpuStorage.start(weight);
    int columns = x.columns();
    for (int row = 0; row < x.rows(); row++) {
      int a = RowKernels.at(x, row);
      int d = RowKernels.at(dy, row);
      float scale = CpuStorage.bytes(inverse).getFloat(RowKernels.at(inverse, row));
      if (dWeight != null) { // before dx, which may take the place of dy
        weightRow(
            dys, d, xs, a, scale, CpuStorage.bytes(dWeight), CpuStorage.start(dWeight), columns);
      }
      float product = tripleDot(dys, d, ws, w, xs, a, columns);
      float shrink = -(product / columns) * scale * scale * scale;
      int out = RowKernels.at(dx, row);
      gradientRow(dys, d, ws, w, xs, a, scale, shrink, dxs, out, accumulate, columns);
    }
  }

  private static float tripleDot(
      ByteBuffer dy, int d, ByteBuffer weight, int w, ByteBuffer x, int a, int columns) {
    FloatVector sum = Lanes.zero();
    FloatVector second = Lanes.zero();
    int i = 0;
    for (; i + Lanes.PARTS <= columns; i += Lanes.PARTS) {
      int place = 4 * i;
      FloatVector g = Lanes.load(dy, d + place).mul(Lanes.load(weight, w + place));
      sum = g.fma(Lanes.load(x, a + place), sum);
      if (Lanes.HALVES) {
        place += Lanes.BYTES;
        g = Lanes.load(dy, d + place).mul(Lanes.load(weight, w + place));
        second = g.fma(Lanes.load(x, a + place), second);
      }
    }
    float total = Lanes.sum(sum, second);
    for (; i < columns; i++) {
      float g = dy.getFloat(d + 4 * i) * weight.getFloat(w + 4 * i);
      total = Math.fma(g, x.getFloat(a + 4 * i), total);
    }
    return total;
  }

  private static void gradientRow(
      ByteBuffer dy,
      int d,
      ByteBuffer weight,
      int w,
      ByteBuffer x,
      int a,
      float scale,
      float shrink,
      ByteBuffer dx,
      int out,
      boolean accumulate,
      int columns) {
    FloatVector scales = Lanes.all(scale);
    FloatVector shrinks = Lanes.all(shrink);
    int i = 0;
    for (; i + Lanes.COUNT <= columns; i += Lanes.COUNT) {
      FloatVector g = Lanes.load(dy, d + 4 * i).mul(Lanes.load(weight, w + 4 * i));
      FloatVector value = g.fma(scales, Lanes.load(x, a + 4 * i).mul(shrinks));
      if (accumulate) {
        value = Lanes.load(dx, out + 4 * i).add(value);
      }
      Lanes.store(value, dx, out + 4 * i);
    }
    for (; i < columns; i++) {
      float g = dy.getFloat(d + 4 * i) * weight.getFloat(w + 4 * i);
      float value = Math.fma(g, scale, x.getFloat(a + 4 * i) * shrink);
      dx.putFloat(out + 4 * i, accumulate ? dx.getFloat(out + 4 * i) + value : value);
    }
  }

  private static void weightRow(
      ByteBuffer dy, int d, ByteBuffer x, int a, float scale, ByteBuffer dw, int w, int columns) {
    FloatVector scales = Lanes.all(scale);
    int i = 0;
    for (; i + Lanes.COUNT <= columns; i += Lanes.COUNT) {
      FloatVector normed = Lanes.load(x, a + 4 * i).mul(scales);
      FloatVector sum = normed.fma(Lanes.load(dy, d + 4 * i), Lanes.load(dw, w + 4 * i));
      Lanes.store(sum, dw, w + 4 * i);
    }
    for (; i < columns; i++) {
      float normed = x.getFloat(a + 4 * i) * scale;
      dw.putFloat(w + 4 * i, Math.fma(normed, dy.getFloat(d + 4 * i), dw.getFloat(w + 4 * i)));
    }
  }
}
