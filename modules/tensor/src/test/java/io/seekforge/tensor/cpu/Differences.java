package io.seekforge.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.tensor.Backend;
import io.seekforge.tensor.Tensor;
import java.util.function.Supplier;

/**
 * Gradients against central differences, element by element.
 *
 * <p>The loss of a test is Σ rᵢyᵢ over outputs y with fixed random r, summed in double, so that
 * only the operation itself rounds to float32. With steps of 1/128 (exact in binary) the
 * truncation, h²/6 times a third derivative of order 1–10, is about 1e-4, and the rounding,
 * 2⁻²⁴·|y|·√n / h, below 1e-4 for the shapes used. A wrong formula is off by order 0.1. Hence 2e-3,
 * absolute for gradients below 1 and relative above.
 */
final class Differences {
  private static final float STEP = 1f / 128;
  private static final double TOLERANCE = 2e-3;

  private final Backend backend;

  Differences(Backend backend) {
    this.backend = backend;
  }

  /** Σ rᵢyᵢ. */
  double loss(Tensor y, float[] r) {
    float[] values = new float[y.rows() * y.columns()];
    backend.read(y, values);
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += (double) values[i] * r[i];
    }
    return sum;
  }

  /**
   * Fails if the gradient is not that of the loss.
   *
   * @param x what is varied; holds its values again afterwards
   * @param loss runs the operation anew
   * @param gradient of x, row after row
   */
  void check(String name, Tensor x, Supplier<Double> loss, float[] gradient) {
    float[] values = new float[x.rows() * x.columns()];
    backend.read(x, values);
    for (int i = 0; i < values.length; i++) {
      float value = values[i];
      values[i] = value + STEP;
      double width = values[i];
      backend.write(values, x);
      double above = loss.get();
      values[i] = value - STEP;
      width -= values[i];
      backend.write(values, x);
      double below = loss.get();
      values[i] = value;
      double slope = (above - below) / width;
      assertThat((double) gradient[i])
          .as(name + " element " + i)
          .isCloseTo(slope, within(TOLERANCE * Math.max(1, Math.abs(slope))));
    }
    backend.write(values, x);
  }
}
