package io.seekforge.tensor.cpu;

import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.util.Random;

/** Random matrices, inside larger storages so that strides and offsets count. */
final class Numbers {
  private final Backend backend;
  private final Random random = new Random(7);

  Numbers(Backend backend) {
    this.backend = backend;
  }

  Tensor matrix(int rows, int columns) {
    return matrix(ElementType.FLOAT32, rows, columns);
  }

  Tensor matrix(ElementType type, int rows, int columns) {
    int stride = columns + 3;
    Tensor all = Tensor.of(backend.allocate(type, (long) (rows + 1) * stride), rows + 1, stride);
    Tensor part = all.rows(1, rows + 1).columns(2, 2 + columns);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    backend.write(values, part);
    return part;
  }

  float[] read(Tensor tensor) {
    float[] values = new float[tensor.rows() * tensor.columns()];
    backend.read(tensor, values);
    return values;
  }

  double dot(Tensor a, Tensor b) {
    float[] x = read(a);
    float[] y = read(b);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (double) x[i] * y[i];
    }
    return sum;
  }

  /** A number that depends on tensors. */
  @FunctionalInterface
  interface Scalar {
    double value();
  }

  /** d(scalar)/d(x) along the direction, by central differences; x is put back. */
  double slope(Tensor x, Tensor direction, Scalar scalar) {
    float[] before = read(x);
    float[] along = read(direction);
    double step = 2e-3;
    double[] values = new double[2];
    for (int side = 0; side < 2; side++) {
      float[] moved = before.clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] += (float) ((side == 0 ? step : -step) * along[i]);
      }
      backend.write(moved, x);
      values[side] = scalar.value();
    }
    backend.write(before, x);
    return (values[0] - values[1]) / (2 * step);
  }
}
