package io.seekforge.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.tensor.Backend;
import io.seekforge.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RMSNorm: values against doubles, gradients against differences; rows of whole and odd lanes. */
class NormKernelsTest {
  private static final double EPSILON = 1e-3;
  private static final int ROWS = 3;

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 8, 19})
  void valuesAreThoseOfTheFormula(int columns) {
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, columns)) {
      Tensor x = matrices.inside(ROWS, columns);
      Tensor weight = matrices.random(1, columns);
      Tensor y = matrices.inside(ROWS, columns);
      Tensor inverse = matrices.zeros(ROWS, 1);
      backend.rmsNorm(x, weight, EPSILON, y, inverse);
      float[] xs = matrices.values(x);
      float[] ws = matrices.values(weight);
      float[] ys = matrices.values(y);
      float[] inverses = matrices.values(inverse);
      for (int row = 0; row < ROWS; row++) {
        double square = 0;
        for (int i = 0; i < columns; i++) {
          square += (double) xs[row * columns + i] * xs[row * columns + i];
        }
        double root = 1 / Math.sqrt(square / columns + EPSILON);
        assertThat((double) inverses[row]).isCloseTo(root, within(1e-6 * root));
        for (int i = 0; i < columns; i++) {
          double value = xs[row * columns + i] * root * ws[i];
          assertThat((double) ys[row * columns + i])
              .isCloseTo(value, within(1e-6 * Math.abs(value)));
        }
      }
      backend.rmsNorm(x, weight, EPSILON, x, null);
      assertThat(matrices.values(x)).as("in place").isEqualTo(ys);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 8, 19})
  void gradientsAreThoseOfTheForward(int columns) {
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, columns)) {
      Differences differences = new Differences(backend);
      Tensor x = matrices.inside(ROWS, columns);
      Tensor weight = matrices.random(1, columns);
      Tensor y = matrices.zeros(ROWS, columns);
      Tensor inverse = matrices.zeros(ROWS, 1);
      Tensor dy = matrices.inside(ROWS, columns);
      Tensor dx = matrices.inside(ROWS, columns);
      Tensor dWeight = matrices.zeros(1, columns);
      backend.rmsNorm(x, weight, EPSILON, y, inverse);
      backend.rmsNormBackward(dy, x, weight, inverse, dx, false, dWeight);
      float[] r = matrices.values(dy);
      float[] gradient = matrices.values(dx);
      differences.check(
          "x",
          x,
          () -> {
            backend.rmsNorm(x, weight, EPSILON, y, null);
            return differences.loss(y, r);
          },
          gradient);
      differences.check(
          "weight",
          weight,
          () -> {
            backend.rmsNorm(x, weight, EPSILON, y, null);
            return differences.loss(y, r);
          },
          matrices.values(dWeight));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 19})
  void gradientsAreAddedWhereAsked(int columns) {
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, columns)) {
      Tensor x = matrices.random(ROWS, columns);
      Tensor weight = matrices.random(1, columns);
      Tensor inverse = matrices.zeros(ROWS, 1);
      Tensor dy = matrices.random(ROWS, columns);
      Tensor alone = matrices.zeros(ROWS, columns);
      Tensor added = matrices.random(ROWS, columns);
      Tensor dWeight = matrices.zeros(1, columns);
      backend.rmsNorm(x, weight, EPSILON, matrices.zeros(ROWS, columns), inverse);
      float[] before = matrices.values(added);
      backend.rmsNormBackward(dy, x, weight, inverse, alone, false, dWeight);
      float[] once = matrices.values(dWeight);
      backend.rmsNormBackward(dy, x, weight, inverse, added, true, dWeight);
      float[] own = matrices.values(alone);
      for (int i = 0; i < before.length; i++) {
        before[i] += own[i];
      }
      assertThat(matrices.values(added)).as("accumulate").isEqualTo(before);
      float[] twice = matrices.values(dWeight);
      for (int i = 0; i < columns; i++) {
        assertThat(twice[i]).isCloseTo(2 * once[i], within(1e-5f));
      }
      backend.rmsNormBackward(dy, x, weight, inverse, dy, false, null);
      assertThat(matrices.values(dy)).as("in place of dy, no weight gradient").isEqualTo(own);
    }
  }
}
