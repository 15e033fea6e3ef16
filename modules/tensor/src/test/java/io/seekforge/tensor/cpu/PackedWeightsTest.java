package io.seekforge.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Products with packed weights: the same bits however many rows there are, near the plain ones. */
final class PackedWeightsTest {
  private static final int OUT = 70;
  private static final int IN = 130;

  private final CpuBackend backend = new CpuBackend();
  private final Matrices matrices = new Matrices(backend, 7);

  static List<ElementType> types() {
    return Stream.of(ElementType.FLOAT32, ElementType.BFLOAT16)
        .filter(PackedWeights::takes)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyNumberOfRowsHasTheSameBits(ElementType type) {
    Tensor plain = weight(type, OUT, IN);
    for (boolean transposed : new boolean[] {true, false}) {
      int inner = transposed ? IN : OUT;
      int columns = transposed ? OUT : IN;
      Tensor all = operand(type, 200, inner);
      float[] plainly = plainProduct(type, all, plain, transposed, columns);
      try (Matmul matmul = new Matmul(type);
          PackedWeights packed = new PackedWeights()) {
        PackedWeights.Copy copy = packed.copy(plain, transposed, matmul);
        float[] expected = packedProduct(all, copy, columns, matmul);
        for (int rows : new int[] {1, 2, 7, 16, 63, 64, 65, 128, 191, 200}) {
          assertThat(packedProduct(all.rows(0, rows), copy, columns, matmul))
              .isEqualTo(Arrays.copyOf(expected, rows * columns));
        }
        // With AVX2 oneDNN adds up in another order, and in others for some numbers of rows.
        for (int i = 0; i < expected.length; i++) {
          assertThat(expected[i]).isCloseTo(plainly[i], within(1e-4f));
        }
      }
    }
  }

  private float[] packedProduct(Tensor a, PackedWeights.Copy b, int columns, Matmul matmul) {
    Tensor c = matrices.inside(a.rows(), columns);
    matmul.multiply(a, b, false, c);
    return matrices.values(c);
  }

  private float[] plainProduct(
      ElementType type, Tensor a, Tensor b, boolean transposed, int columns) {
    Tensor c = matrices.inside(a.rows(), columns);
    try (Matmul matmul = new Matmul(type)) {
      matmul.multiply(a, false, b, transposed, false, c);
    }
    return matrices.values(c);
  }

  /** Wide enough for a team to cut it; the second call finds the copies. */
  @ParameterizedTest
  @MethodSource("types")
  void teamsAndSingleThreadsAgree(ElementType type) {
    Tensor weight = weight(type, 800, 96);
    backend.pack(weight.storage());
    Tensor x = matrices.inside(1100, 96);
    Tensor added = matrices.inside(1100, 800);
    float[] before = matrices.values(added);
    try (CpuBackend team = new CpuBackend(3)) {
      Tensor alone = matrices.inside(1100, 800);
      backend.multiply(x, false, weight, true, 1, 0, alone);
      Tensor shared = matrices.inside(1100, 800);
      for (int time = 0; time < 2; time++) {
        team.multiply(x, false, weight, true, 1, 0, shared);
        assertThat(matrices.values(shared)).isEqualTo(matrices.values(alone));
      }
      team.multiply(x, false, weight, true, 1, 1, added);
      float[] product = matrices.values(alone);
      float[] sum = matrices.values(added);
      for (int i = 0; i < sum.length; i++) {
        assertThat(sum[i]).isCloseTo(before[i] + product[i], within(1e-4f));
      }
      Tensor back = matrices.inside(1100, 96);
      Tensor backAlone = matrices.inside(1100, 96);
      team.multiply(shared, false, weight, false, 1, 0, back);
      backend.multiply(shared, false, weight, false, 1, 0, backAlone);
      assertThat(matrices.values(back)).isEqualTo(matrices.values(backAlone));
    }
  }

  private Tensor operand(ElementType type, int rows, int columns) {
    return type == ElementType.FLOAT32
        ? matrices.inside(rows, columns)
        : matrices.insideBfloat16(rows, columns);
  }

  /** Its memory is its own. */
  private Tensor weight(ElementType type, int rows, int columns) {
    Tensor weight = Tensor.of(backend.allocate(type, (long) rows * columns), rows, columns);
    backend.write(matrices.numbers(rows * columns), weight);
    return weight;
  }

  @AfterEach
  void close() {
    matrices.close();
    backend.close();
  }
}
