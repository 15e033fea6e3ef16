package io.seekforge.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Products against sums in double.
 *
 * <p>However a product of k terms is summed in float32, its error is at most about (k + 2)·2⁻²⁴ ·
 * (|α|·Σ|aᵢbᵢ| + |βc|) (Higham 2002, section 3.1), which is what is allowed here. Weights in bf16
 * are exact in float32, so the same bound holds for them.
 */
class ProductsTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "1, 7, 1",
    "3, 5, 2",
    "8, 16, 8",
    "17, 31, 13",
    "1, 129, 67",
    "33, 64, 1",
    "5, 2048, 3",
    "5, 2049, 3",
    "2, 5003, 7"
  })
  void agreesWithDoubles(int m, int inner, int n) {
    for (int variant = 0; variant < 8; variant++) {
      boolean transposeA = (variant & 1) != 0;
      boolean transposeB = (variant & 2) != 0;
      boolean narrow = (variant & 4) != 0;
      check(m, inner, n, transposeA, transposeB, narrow, 1, 0);
      check(m, inner, n, transposeA, transposeB, narrow, -0.5f, 1);
      check(m, inner, n, transposeA, transposeB, narrow, 2, 0.25f);
    }
  }

  /** Weights wide enough for kernels of their own, with rows that have one and rows that do not. */
  @ParameterizedTest
  @CsvSource({"7, 300, 90", "64, 256, 70", "129, 320, 33", "48, 260, 1100"})
  void wideWeightsAgreeWithDoubles(int m, int inner, int n) {
    for (boolean transposeB : new boolean[] {false, true}) {
      for (boolean narrow : new boolean[] {false, true}) {
        check(m, inner, n, false, transposeB, narrow, 1, 0);
        check(m, inner, n, false, transposeB, narrow, 1, 1);
        check(m, inner, n, true, false, narrow, 1, 1);
      }
    }
  }

  /**
   * Weights of more elements than are widened at once, so that blocks are put together; and such
   * whose blocks are ordered on processors without AVX-512.
   */
  @ParameterizedTest
  @CsvSource({
    "2, 601, 1025",
    "2, 1025, 601",
    "5, 300, 512",
    "70, 300, 1024",
    "3, 1030, 512",
    "2, 16400, 70"
  })
  void putsBlocksOfAWeightTogether(int m, int inner, int n) {
    for (boolean transposeB : new boolean[] {false, true}) {
      check(m, inner, n, false, transposeB, true, 1, 0);
      check(m, inner, n, true, transposeB, true, 0.5f, 2);
    }
  }

  private static void check(
      int m,
      int inner,
      int n,
      boolean transposeA,
      boolean transposeB,
      boolean narrow,
      float alpha,
      float beta) {
    check(m, inner, n, transposeA, transposeB, narrow, ElementType.BFLOAT16, alpha, beta);
    if (narrow) {
      check(m, inner, n, transposeA, transposeB, true, ElementType.FLOAT32, alpha, beta);
    }
  }

  private static void check(
      int m,
      int inner,
      int n,
      boolean transposeA,
      boolean transposeB,
      boolean narrow,
      ElementType operands,
      float alpha,
      float beta) {
    try (Backend backend = new CpuBackend(1, operands);
        Matrices matrices = new Matrices(backend, 31L * m + inner)) {
      Tensor a = transposeA ? matrices.inside(inner, m) : matrices.inside(m, inner);
      int bRows = transposeB ? n : inner;
      int bColumns = transposeB ? inner : n;
      Tensor b =
          narrow ? matrices.insideBfloat16(bRows, bColumns) : matrices.inside(bRows, bColumns);
      Tensor c = matrices.inside(m, n);
      float[] as = matrices.values(a);
      float[] bs = matrices.values(b);
      float[] before = matrices.values(c);
      backend.multiply(a, transposeA, b, transposeB, alpha, beta, c);
      float[] after = matrices.values(c);
      // bfloat16 instructions round the left factor too.
      boolean rounds = narrow && operands == ElementType.BFLOAT16 && InstructionSet.hasBfloat16();
      double error = (inner + 2) * 0x1p-24 + (rounds ? 0x1p-8 : 0);
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = beta * (double) before[i * n + j];
          double size = Math.abs(sum);
          for (int k = 0; k < inner; k++) {
            double term =
                (double) as[transposeA ? k * m + i : i * inner + k]
                    * bs[transposeB ? j * inner + k : k * n + j]
                    * alpha;
            sum += term;
            size += Math.abs(term);
          }
          assertThat((double) after[i * n + j])
              .as("%d, %d of %d × %d × %d", i, j, m, inner, n)
              .isCloseTo(sum, within(error * size));
        }
      }
    }
  }

  @Test
  void betaZeroForgetsWhatWasThere() {
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, 3)) {
      Tensor c = matrices.zeros(2, 3);
      backend.write(new float[] {Float.NaN, 1, Float.POSITIVE_INFINITY, 0, Float.NaN, 2}, c);
      backend.multiply(matrices.zeros(2, 4), false, matrices.random(4, 3), false, 1, 0, c);
      assertThat(matrices.values(c)).containsOnly(0f);
    }
  }

  @Test
  void sameOperandsGiveTheSameBits() {
    try (Backend one = new CpuBackend();
        Backend other = new CpuBackend();
        Matrices matrices = new Matrices(one, 4)) {
      Tensor a = matrices.random(37, 300);
      Tensor b = matrices.random(41, 300);
      Tensor c = matrices.zeros(37, 41);
      one.multiply(a, false, b, true, 1, 0, c);
      float[] first = matrices.values(c);
      other.multiply(a, false, b, true, 1, 0, c);
      assertThat(matrices.values(c)).isEqualTo(first);
    }
  }

  @Test
  void refusesSizesThatDoNotFit() {
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, 5)) {
      Tensor a = matrices.random(2, 3);
      Tensor b = matrices.random(4, 3);
      Tensor c = matrices.zeros(2, 4);
      assertThatThrownBy(() -> backend.multiply(a, false, b, false, 1, 0, c))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot multiply [2, 3] by [4, 3] into [2, 4]");
      backend.multiply(a.rows(0, 0), false, b, true, 1, 0, c.rows(0, 0));
    }
  }
}
