package io.seekforge.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.api.SplitMix;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Factors of columns, and dropout. */
class ColumnKernelsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 21})
  void columnDotsAreTheGradientOfColumnFactors(int columns) {
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, columns)) {
      Differences differences = new Differences(backend);
      Tensor row = matrices.random(1, columns);
      Tensor x = matrices.inside(4, columns);
      Tensor y = matrices.inside(4, columns);
      Tensor dy = matrices.inside(4, columns);
      Tensor dRow = matrices.zeros(1, columns);
      backend.addColumnDots(dy, x, dRow);
      float[] r = matrices.values(dy);
      differences.check(
          "row",
          row,
          () -> {
            backend.copy(x, y);
            backend.scaleColumns(row, y);
            return differences.loss(y, r);
          },
          matrices.values(dRow));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void whatIsDroppedIsTheHashAsSpecified(int columns) {
    double share = 0.4;
    long key = 99;
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, columns)) {
      Tensor x = matrices.inside(5, columns);
      Tensor y = matrices.inside(5, columns);
      Tensor sum = matrices.inside(5, columns);
      float[] xs = matrices.values(x);
      float[] before = matrices.values(sum);
      backend.dropout(x, share, key, false, y);
      backend.dropout(x, share, key, true, sum);
      float[] ys = matrices.values(y);
      float[] sums = matrices.values(sum);
      for (int i = 0; i < xs.length; i++) {
        int row = i / columns;
        int column = i % columns;
        long bits = SplitMix.next(key, (long) row * ((columns + 1) / 2) + column / 2);
        long half = column % 2 == 0 ? bits & 0xFFFFFFFFL : bits >>> 32;
        float expected = half < share * 0x1p32 ? 0 : xs[i] * (float) (1 / (1 - share));
        assertThat(ys[i]).isEqualTo(expected);
        assertThat(sums[i]).isEqualTo(before[i] + expected);
      }
    }
  }

  /** Shares and means over 20 000 elements, within four standard deviations. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.05, 0.5, 0.9})
  void dropsTheShareAndKeepsTheMean(double share) {
    int count = 20_000;
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, 1)) {
      Tensor x = matrices.zeros(100, count / 100);
      float[] ones = new float[count];
      Arrays.fill(ones, 1);
      backend.write(ones, x);
      Tensor y = matrices.zeros(100, count / 100);
      backend.dropout(x, share, 7, false, y);
      double zeros = 0;
      double sum = 0;
      for (float value : matrices.values(y)) {
        zeros += value == 0 ? 1 : 0;
        sum += value;
      }
      double deviation = Math.sqrt(share * (1 - share) / count);
      assertThat(zeros / count).isCloseTo(share, within(4 * deviation + 1e-9));
      assertThat(sum / count).isCloseTo(1, within(4 * deviation / (1 - share) + 1e-6));
      backend.dropout(x, share, 8, false, x);
      if (share > 0) {
        assertThat(matrices.values(x)).isNotEqualTo(matrices.values(y));
      }
    }
  }

  @Test
  void refusesToDropEverything() {
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, 1)) {
      Tensor x = matrices.zeros(1, 1);
      assertThatThrownBy(() -> backend.dropout(x, 1, 0, false, x))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid dropout 1.0: must be in [0, 1)");
    }
  }
}
