package io.seekforge.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatmulTest {
  private final CpuBackend backend = new CpuBackend();

  @Test
  void theInstructionSetIsNamed() {
    assertThat(CpuBackend.instructionSet()).matches("[A-Z0-9_]+").isNotEqualTo("DEFAULT");
    if (InstructionSet.hasBfloat16()) {
      assertThat(CpuBackend.instructionSet()).startsWith("AVX512_CORE_");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "64, 33, 70, true, true",
    "3, 5, 7, true, false",
    "3, 5, 7, false, false",
    "16, 33, 64, true, true",
    "17, 8, 40, false, true",
    "1, 12, 2500, true, false"
  })
  void sumsOfProducts(int m, int n, int inner, boolean transposed, boolean added) {
    check(ElementType.FLOAT32, m, n, inner, transposed, added);
    if (InstructionSet.hasBfloat16()) {
      check(ElementType.BFLOAT16, m, n, inner, transposed, added);
    }
  }

  private void check(ElementType type, int m, int n, int inner, boolean transposed, boolean added) {
    Random random = new Random(31L * m + n);
    Tensor a = tensor(type, m, inner, uniform(random, m * inner));
    Tensor b =
        transposed
            ? tensor(type, n, inner, uniform(random, n * inner))
            : tensor(type, inner, n, uniform(random, n * inner));
    float[] before = uniform(random, m * n);
    Tensor c = tensor(ElementType.FLOAT32, m, n, before);
    try (Matmul matmul = new Matmul(type)) {
      matmul.multiply(a, false, b, transposed, added, c);
    }
    float[] left = values(a);
    float[] right = values(b);
    float[] actual = values(c);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = added ? before[i * n + j] : 0;
        for (int k = 0; k < inner; k++) {
          int at = transposed ? j * inner + k : k * n + j;
          sum += (double) left[i * inner + k] * right[at];
        }
        assertThat((double) actual[i * n + j]).isCloseTo(sum, within(1e-6 * inner));
      }
    }
  }

  /** Rows and columns that fill no strip, after a larger block that left its numbers there. */
  @ParameterizedTest
  @CsvSource({"FLOAT32, false", "BFLOAT16, true", "INT8, false", "NF4, true"})
  void orderedBlocksGiveTheSameProducts(ElementType type, boolean added) {
    Random random = new Random(7);
    try (Matmul matmul = new Matmul(ElementType.FLOAT32);
        OrderedBlock block = new OrderedBlock();
        CpuBackend backend = new CpuBackend()) {
      for (int[] size : new int[][] {{5, 64, 192}, {70, 33, 100}, {3, 16, 64}, {66, 7, 5}}) {
        int m = size[0];
        int inner = size[1];
        int n = size[2];
        float[] values = uniform(random, inner * n);
        Tensor b =
            type.quantized()
                ? Tensor.of(
                    backend.quantize(
                        (from, into, count) -> System.arraycopy(values, (int) from, into, 0, count),
                        inner,
                        n,
                        type),
                    inner,
                    n)
                : tensor(type, inner, n, values);
        backend.read(b, values);
        Tensor a = tensor(ElementType.FLOAT32, m, inner, uniform(random, m * inner));
        float[] before = uniform(random, m * n);
        Tensor expected = tensor(ElementType.FLOAT32, m, n, before);
        Tensor c = tensor(ElementType.FLOAT32, m, n, before);
        Tensor plain = tensor(ElementType.FLOAT32, inner, n, values);
        matmul.multiply(a, false, plain, false, added, expected);
        block.fill(b);
        matmul.multiply(a, block, added, c);
        float[] right = values(expected);
        float[] actual = values(c);
        for (int i = 0; i < actual.length; i++) {
          assertThat(actual[i]).isCloseTo(right[i], within(1e-5f));
        }
      }
    }
  }

  /** As for gradients of weights: the number of tokens is that of the terms. */
  @ParameterizedTest
  @CsvSource({"64, false", "73, false", "73, true", "130, true"})
  void sumsOverTokens(int tokens, boolean added) {
    Random random = new Random(tokens);
    Tensor x = tensor(ElementType.FLOAT32, tokens, 6, uniform(random, 6 * tokens));
    Tensor dy = tensor(ElementType.FLOAT32, tokens, 5, uniform(random, 5 * tokens));
    float[] before = uniform(random, 30);
    Tensor expected = tensor(ElementType.FLOAT32, 5, 6, before);
    Tensor c = tensor(ElementType.FLOAT32, 5, 6, before);
    try (Matmul matmul = new Matmul(ElementType.FLOAT32);
        Products products = new Products(ElementType.BFLOAT16)) {
      products.multiply(dy, true, x, false, 1, added ? 1 : 0, expected);
      matmul.multiply(dy, true, x, false, added, c);
      matmul.multiply(dy, true, x, false, added, tensor(ElementType.FLOAT32, 5, 6, before));
    }
    float[] actual = values(c);
    float[] right = values(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(right[i], within(1e-5f));
    }
  }

  /** Operands and results may be columns of wider matrices; nothing beside them is touched. */
  @Test
  void operandsAndResultsMayLieApart() {
    Random random = new Random(5);
    Tensor a = tensor(ElementType.FLOAT32, 4, 9, uniform(random, 36)).columns(2, 8);
    Tensor b = tensor(ElementType.FLOAT32, 3, 7, uniform(random, 21)).columns(1, 7);
    float[] nines = new float[40];
    Arrays.fill(nines, 9);
    Tensor wide = tensor(ElementType.FLOAT32, 4, 10, nines);
    Tensor alone = tensor(ElementType.FLOAT32, 4, 3, new float[12]);
    try (Matmul matmul = new Matmul(ElementType.FLOAT32);
        Products products = new Products(ElementType.BFLOAT16)) {
      matmul.multiply(a, false, b, true, false, wide.columns(5, 8));
      products.multiply(a, false, b, true, 1, 0, alone);
    }
    float[] all = values(wide);
    float[] expected = values(alone);
    for (int i = 0; i < 40; i++) {
      int column = i % 10 - 5;
      float right = column >= 0 && column < 3 ? expected[i / 10 * 3 + column] : 9f;
      assertThat(all[i]).isCloseTo(right, within(1e-6f));
    }
  }

  /** More shapes than kernels are kept: the oldest goes, and comes again. */
  @Test
  void kernelsThatWentAreMadeAgain() {
    Tensor ones = tensor(ElementType.FLOAT32, 2100, 1, filled(2100));
    Tensor sum = tensor(ElementType.FLOAT32, 2100, 1, new float[2100]);
    try (Matmul matmul = new Matmul(ElementType.FLOAT32)) {
      for (int round = 0; round < 2; round++) {
        for (int m = 1; m <= 2100; m++) {
          matmul.multiply(ones.rows(0, m), false, ones.rows(0, 1), true, true, sum.rows(0, m));
        }
      }
    }
    assertThat(values(sum)[0]).isEqualTo(4200f);
    assertThat(values(sum)[2099]).isEqualTo(2f);
  }

  @Test
  void narrowingRoundsToNearestEven() {
    float[] values = new float[1000];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(random.nextInt());
    }
    values[3] = Float.NaN;
    values[5] = Float.intBitsToFloat(0x7f800001);
    values[8] = Float.POSITIVE_INFINITY;
    values[11] = Float.intBitsToFloat(0x3f808000);
    values[12] = Float.intBitsToFloat(0x3f818000);
    Tensor wide = tensor(ElementType.FLOAT32, 1, values.length, values);
    Tensor narrow = tensor(ElementType.BFLOAT16, 1, values.length, new float[values.length]);
    RowKernels.copy(wide, narrow);
    float[] actual = new float[values.length];
    backend.read(narrow, actual);
    for (int i = 0; i < values.length; i++) {
      assertThat(Float.compare(actual[i], rounded(values[i]))).isZero();
    }
    assertThat(actual[11]).isEqualTo(1f);
    assertThat(actual[12]).isEqualTo(1.015625f);
  }

  private float[] values(Tensor tensor) {
    float[] values = new float[tensor.rows() * tensor.columns()];
    backend.read(tensor, values);
    return values;
  }

  private static float[] filled(int size) {
    float[] values = new float[size];
    Arrays.fill(values, 1);
    return values;
  }

  private static float rounded(float value) {
    return Bfloat16.widen(Bfloat16.narrow(value));
  }

  private Tensor tensor(ElementType type, int rows, int columns, float[] values) {
    Tensor tensor = Tensor.of(backend.allocate(type, (long) rows * columns), rows, columns);
    backend.write(values, tensor);
    return tensor;
  }

  private static float[] uniform(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
