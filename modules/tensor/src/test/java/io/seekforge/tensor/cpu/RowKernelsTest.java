package io.seekforge.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.tensor.Backend;
import io.seekforge.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies, sums, gathers and scatters of rows, and that each pair is one another's gradient. */
class RowKernelsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 21})
  void columnSumsAreTheGradientOfAddedRows(int columns) {
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, columns)) {
      Differences differences = new Differences(backend);
      Tensor row = matrices.random(1, columns);
      Tensor base = matrices.inside(4, columns);
      Tensor y = matrices.inside(4, columns);
      Tensor dy = matrices.inside(4, columns);
      Tensor dRow = matrices.zeros(1, columns);
      backend.addColumnSums(dy, dRow);
      float[] r = matrices.values(dy);
      differences.check(
          "row",
          row,
          () -> {
            backend.copy(base, y);
            backend.addRow(row, y);
            return differences.loss(y, r);
          },
          matrices.values(dRow));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 21})
  void scatteringIsTheGradientOfGathering(int columns) {
    int[] rows = {3, 0, 3, 1, 99};
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, columns)) {
      Differences differences = new Differences(backend);
      Tensor x = matrices.inside(5, columns);
      Tensor y = matrices.inside(4, columns);
      Tensor dy = matrices.inside(4, columns);
      Tensor dx = matrices.zeros(5, columns);
      backend.scatterAdd(dy, rows, 4, null, dx);
      float[] r = matrices.values(dy);
      differences.check(
          "x",
          x,
          () -> {
            backend.gather(x, rows, 4, y);
            return differences.loss(y, r);
          },
          matrices.values(dx));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 21})
  void factorsAndTheirGradient(int columns) {
    int[] rows = {2, 2, 0};
    float[] factors = {0.5f, -2, 3};
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, columns)) {
      Tensor x = matrices.inside(3, columns);
      Tensor y = matrices.random(4, columns);
      float[] xs = matrices.values(x);
      float[] expected = matrices.values(y);
      float[] dots = new float[3];
      backend.rowDots(x, y, rows, 3, dots);
      for (int i = 0; i < 3; i++) {
        double dot = 0;
        for (int c = 0; c < columns; c++) {
          dot += (double) xs[i * columns + c] * expected[rows[i] * columns + c];
        }
        assertThat((double) dots[i]).isCloseTo(dot, within(1e-5));
      }
      backend.scatterAdd(x, rows, 3, factors, y);
      backend.scaleRows(x, factors, 3);
      float[] scaled = matrices.values(x);
      for (int i = 0; i < 3; i++) {
        for (int c = 0; c < columns; c++) {
          assertThat(scaled[i * columns + c]).isEqualTo(factors[i] * xs[i * columns + c]);
          expected[rows[i] * columns + c] += factors[i] * xs[i * columns + c];
        }
      }
      float[] ys = matrices.values(y);
      for (int i = 0; i < ys.length; i++) {
        assertThat(ys[i]).isCloseTo(expected[i], within(1e-5f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 21})
  void bfloat16RoundsToTheNearestAndWidensExactly(int columns) {
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, columns)) {
      Tensor x = matrices.inside(3, columns);
      Tensor narrow = matrices.insideBfloat16(3, columns);
      Tensor wide = matrices.inside(3, columns);
      backend.copy(x, narrow);
      backend.copy(narrow, wide);
      float[] xs = matrices.values(x);
      float[] rounded = matrices.values(wide);
      assertThat(matrices.values(narrow)).isEqualTo(rounded);
      for (int i = 0; i < xs.length; i++) {
        assertThat(Float.floatToRawIntBits(rounded[i]) & 0xFFFF).isZero();
        // Eight bits of significand: half a unit in the last place is at most 2⁻⁸ of the value.
        assertThat(Math.abs(rounded[i] - xs[i])).isLessThanOrEqualTo(0x1p-8f * Math.abs(xs[i]));
      }
      backend.zero(x);
      assertThat(matrices.values(x)).containsOnly(0f);
      backend.add(wide, x);
      assertThat(matrices.values(x)).isEqualTo(rounded);
    }
  }
}
