package io.seekforge.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.checkpoint.SafetensorsFile;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Float8;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;
import io.seekforge.tensor.cpu.CpuBackend;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Quantised matrices against the numbers of quantization.py and against their own formulas. */
final class QuantizationTest {
  private static final int ROWS = 100;
  private static final int COLUMNS = 168;
  private static final int NF4_BLOCK = 64;

  private final Backend backend = new CpuBackend();

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void nf4EqualsTheOracle() throws IOException {
    SafetensorsFile oracle = oracle();
    float[] codeBook = oracle.floats("nf4.values");
    float[] codes = oracle.floats("nf4.codes");
    float[] scales = oracle.floats("nf4.scales");
    float[] weights = weights();
    float[] restored = restored(weights, ROWS, COLUMNS, ElementType.NF4);
    double error = 0;
    for (int i = 0; i < weights.length; i++) {
      assertThat(restored[i]).isEqualTo(codeBook[(int) codes[i]] * scales[i / NF4_BLOCK]);
      error += Math.pow((double) restored[i] - weights[i], 2) / weights.length;
    }
    assertThat(error).isCloseTo(oracle.floats("nf4.mean_square_error")[0], within(1e-9));
  }

  /** The scale of a lone block is its own mean, so it loses nothing. */
  @Test
  void nf4KeepsItsOwnValues() throws IOException {
    float[] codeBook = oracle().floats("nf4.values");
    float[] weights = new float[NF4_BLOCK];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = codeBook[(5 * i + 3) % codeBook.length] * 0.37f;
    }
    assertThat(restored(weights, 1, NF4_BLOCK, ElementType.NF4)).isEqualTo(weights);
  }

  @Test
  void int8IsWithinHalfAStep() {
    float[] weights = weights();
    float[] restored = restored(weights, ROWS, COLUMNS, ElementType.INT8);
    for (int row = 0; row < ROWS; row++) {
      float largest = 0;
      for (int i = row * COLUMNS; i < (row + 1) * COLUMNS; i++) {
        largest = Math.max(largest, Math.abs(weights[i]));
      }
      for (int i = row * COLUMNS; i < (row + 1) * COLUMNS; i++) {
        assertThat(restored[i]).isCloseTo(weights[i], within(largest / 127 * 0.50001f));
      }
    }
  }

  @Test
  void fp8IsWithinHalfAStepOfItsBlock() {
    float[] weights = weights();
    float[] restored = restored(weights, ROWS, COLUMNS, ElementType.FP8_E4M3);
    for (int left = 0; left < COLUMNS; left += 128) {
      float largest = 0;
      for (int i = 0; i < weights.length; i++) {
        boolean inside = i % COLUMNS >= left && i % COLUMNS < left + 128;
        largest = inside ? Math.max(largest, Math.abs(weights[i])) : largest;
      }
      for (int i = 0; i < weights.length; i++) {
        if (i % COLUMNS >= left && i % COLUMNS < left + 128) {
          // Half of 2⁻³ of the number itself, or of 2⁻⁹ scales below the smallest normal number.
          double step = Math.max(Math.abs(weights[i]) / 16, largest / 448 * 0x1p-10);
          assertThat((double) restored[i]).isCloseTo(weights[i], within(step * 1.00001));
        }
      }
    }
  }

  @Test
  void fp8EqualsTorch() throws IOException {
    SafetensorsFile oracle = oracle();
    ByteBuffer all = ByteBuffer.allocateDirect(256);
    for (int code = 0; code < 256; code++) {
      all.put(code, (byte) code);
    }
    float[] decoded = new float[256];
    try (Storage storage = backend.float8(all, new float[] {1, 1}, 1, 256)) {
      backend.read(Tensor.of(storage, 1, 256), decoded);
    }
    assertThat(decoded).isEqualTo(oracle.floats("fp8.values"));
    float[] numbers = oracle.floats("fp8.numbers");
    float[] codes = oracle.floats("fp8.codes");
    for (int i = 0; i < numbers.length; i++) {
      assertThat(Float8.encode(numbers[i]) & 0xff).as("%s", numbers[i]).isEqualTo((int) codes[i]);
    }
    assertThat(Float8.encode(1e9f)).isEqualTo((byte) 0x7e);
    assertThat(Float8.decode(Float8.encode(Float.NaN))).isNaN();
  }

  @ParameterizedTest
  @EnumSource(names = {"INT8", "NF4", "FP8_E4M3"})
  void partsAreReadAsTheWhole(ElementType type) {
    float[] weights = weights(33, 171);
    try (Storage storage = quantize(weights, 33, 171, type)) {
      Tensor whole = Tensor.of(storage, 33, 171);
      float[] all = read(whole);
      Random random = new Random(1);
      for (int i = 0; i < 50; i++) {
        int top = random.nextInt(33);
        int bottom = top + 1 + random.nextInt(33 - top);
        int left = random.nextInt(171);
        int right = left + 1 + random.nextInt(171 - left);
        float[] part = read(whole.rows(top, bottom).columns(left, right));
        for (int row = top; row < bottom; row++) {
          float[] expected = Arrays.copyOfRange(all, row * 171 + left, row * 171 + right);
          int at = (row - top) * (right - left);
          assertThat(Arrays.copyOfRange(part, at, at + right - left)).isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INT8", "NF4", "FP8_E4M3"})
  void zerosStayAndWhatIsNotFiniteIsRefused(ElementType type) {
    float[] weights = new float[2 * 128];
    assertThat(restored(weights, 2, 128, type)).isEqualTo(weights);
    for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      weights[130] = odd;
      assertThatThrownBy(() -> restored(weights, 2, 128, type))
          .isInstanceOf(SeekforgeException.class)
          .hasMessageContaining("not finite");
    }
  }

  /** Larger than the block that is widened at a time. */
  @ParameterizedTest
  @EnumSource(names = {"INT8", "NF4", "FP8_E4M3"})
  void productsAreThoseOfTheWidenedMatrix(ElementType type) {
    int rows = 700;
    int columns = 520;
    try (Storage storage = quantize(weights(rows, columns), rows, columns, type)) {
      Tensor quantised = Tensor.of(storage, rows, columns);
      Tensor wide = tensor(read(quantised), rows, columns);
      for (boolean transpose : new boolean[] {true, false}) {
        int inner = transpose ? columns : rows;
        int outer = transpose ? rows : columns;
        Tensor x = tensor(weights(9, inner), 9, inner);
        Tensor y = tensor(new float[9 * outer], 9, outer);
        Tensor expected = tensor(new float[9 * outer], 9, outer);
        backend.multiply(x, false, quantised, transpose, 1, 0, y);
        backend.multiply(x, false, wide, transpose, 1, 0, expected);
        float[] actual = read(y);
        float[] values = read(expected);
        for (int i = 0; i < actual.length; i++) {
          assertThat(actual[i]).isCloseTo(values[i], within(1e-5f));
        }
      }
    }
  }

  private static SafetensorsFile oracle() throws IOException {
    try (InputStream in = QuantizationTest.class.getResourceAsStream("/quantization.safetensors")) {
      return SafetensorsFile.of("quantization.safetensors", in.readAllBytes());
    }
  }

  private static float[] weights() {
    return weights(ROWS, COLUMNS);
  }

  /** The numbers of quantization.py. */
  private static float[] weights(int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      double hashed = (i * 2654435761L & 0xffffffffL) * 0x1p-32 - 0.5;
      values[i] = (float) (hashed * (1 + i / 64 % 13) * 0.1);
    }
    return values;
  }

  private float[] restored(float[] weights, int rows, int columns, ElementType type) {
    try (Storage storage = quantize(weights, rows, columns, type)) {
      return read(Tensor.of(storage, rows, columns));
    }
  }

  private Storage quantize(float[] weights, int rows, int columns, ElementType type) {
    return backend.quantize(
        (from, values, count) -> System.arraycopy(weights, (int) from, values, 0, count),
        rows,
        columns,
        type);
  }

  private Tensor tensor(float[] values, int rows, int columns) {
    Tensor tensor = Tensor.of(backend.allocate(ElementType.FLOAT32, values.length), rows, columns);
    backend.write(values, tensor);
    return tensor;
  }

  private float[] read(Tensor tensor) {
    float[] values = new float[tensor.rows() * tensor.columns()];
    backend.read(tensor, values);
    return values;
  }
}
