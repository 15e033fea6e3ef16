package io.seekforge.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values of such products are in {@link ProductsTest}; here is what only they promise. */
class FewRowsTest {
  private static final int TERMS = 330;
  private static final int COLUMNS = 411;

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void aRowHasTheSameBitsAloneAndAmongOthers(ElementType type) {
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, 9);
        Storage weights = weights(backend, matrices, type)) {
      Tensor b = Tensor.of(weights, COLUMNS, TERMS);
      Tensor a = matrices.random(16, TERMS);
      Tensor together = matrices.zeros(16, COLUMNS);
      backend.multiply(a, false, b, true, 0.5f, 0, together);
      for (int row = 0; row < 16; row++) {
        Tensor alone = matrices.zeros(1, COLUMNS);
        backend.multiply(a.rows(row, row + 1), false, b, true, 0.5f, 0, alone);
        assertThat(matrices.values(alone)).isEqualTo(matrices.values(together.rows(row, row + 1)));
      }
    }
  }

  @Test
  void threadsDoNotChangeBits() {
    try (Backend one = new CpuBackend();
        Backend three = new CpuBackend(3);
        Matrices matrices = new Matrices(one, 10)) {
      Tensor a = matrices.random(5, 700);
      Tensor b = matrices.insideBfloat16(1001, 700);
      Tensor c = matrices.random(5, 1001);
      Tensor d = matrices.copy(c);
      one.multiply(a, false, b, true, 1, 1, c);
      three.multiply(a, false, b, true, 1, 1, d);
      assertThat(matrices.values(d)).isEqualTo(matrices.values(c));
    }
  }

  private static Storage weights(Backend backend, Matrices matrices, ElementType type) {
    float[] numbers = matrices.numbers(COLUMNS * TERMS);
    if (type.quantized()) {
      return backend.quantize(
          (from, into, count) -> System.arraycopy(numbers, Math.toIntExact(from), into, 0, count),
          COLUMNS,
          TERMS,
          type);
    }
    Storage storage = backend.allocate(type, numbers.length);
    backend.write(numbers, Tensor.of(storage, COLUMNS, TERMS));
    return storage;
  }
}
