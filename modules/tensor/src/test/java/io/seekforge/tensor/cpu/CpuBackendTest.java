package io.seekforge.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.tensor.AttentionShape;
import io.seekforge.tensor.CrossEntropy;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.RotaryTable;
import io.seekforge.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every operation against a plain loop, every backward against finite differences. */
class CpuBackendTest {
  private final CpuBackend backend = new CpuBackend();
  private final Numbers numbers = new Numbers(backend);

  @AfterEach
  void close() {
    backend.close();
  }

  @ParameterizedTest
  @CsvSource({
    "5, 7, 9, false, false, FLOAT32", "5, 7, 9, false, true, FLOAT32",
    "5, 7, 9, true, false, FLOAT32", "1, 33, 64, false, true, FLOAT32",
    "40, 17, 130, true, true, FLOAT32", "3, 600, 700, false, true, BFLOAT16",
    "3, 600, 700, false, false, BFLOAT16", "9, 20, 700, true, false, BFLOAT16"
  })
  void multipliesAsALoopDoes(int m, int n, int inner, boolean ta, boolean tb, ElementType type) {
    Tensor a = ta ? numbers.matrix(inner, m) : numbers.matrix(m, inner);
    Tensor b = tb ? numbers.matrix(type, n, inner) : numbers.matrix(type, inner, n);
    Tensor c = numbers.matrix(m, n);
    float[] x = numbers.read(a);
    float[] y = numbers.read(b);
    float[] before = numbers.read(c);
    backend.multiply(a, ta, b, tb, 0.5f, 2f, c);
    float[] actual = numbers.read(c);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int k = 0; k < inner; k++) {
          double left = ta ? x[k * m + i] : x[i * inner + k];
          sum += left * (tb ? y[j * inner + k] : y[k * n + j]);
        }
        double expected = 0.5 * sum + 2.0 * before[i * n + j];
        assertThat((double) actual[i * n + j]).isCloseTo(expected, within(2e-4));
      }
    }
  }

  @Test
  void normalizesAndItsGradientAgrees() {
    Tensor x = numbers.matrix(4, 21);
    Tensor weight = numbers.matrix(1, 21);
    Tensor y = numbers.matrix(4, 21);
    Tensor dy = numbers.matrix(4, 21);
    Tensor dx = numbers.matrix(4, 21);
    Tensor dWeight = numbers.matrix(1, 21);
    Tensor inverse = numbers.matrix(4, 1);
    backend.zero(dWeight);
    backend.rmsNorm(x, weight, 1e-5, y, inverse);
    float[] values = numbers.read(x);
    double square = 0;
    for (int i = 0; i < 21; i++) {
      square += (double) values[i] * values[i];
    }
    double expected = values[3] / Math.sqrt(square / 21 + 1e-5) * numbers.read(weight)[3];
    assertThat((double) numbers.read(y)[3]).isCloseTo(expected, within(1e-5));

    backend.rmsNormBackward(dy, x, weight, inverse, dx, false, dWeight);
    agrees(x, dx, () -> norm(x, weight, y, dy));
    agrees(weight, dWeight, () -> norm(x, weight, y, dy));
    float[] once = numbers.read(dx);
    backend.rmsNormBackward(dy, x, weight, inverse, dx, true, null);
    assertThat(numbers.read(dx)[5]).isEqualTo(2 * once[5]);
  }

  private double norm(Tensor x, Tensor weight, Tensor y, Tensor dy) {
    backend.rmsNorm(x, weight, 1e-5, y, null);
    return numbers.dot(y, dy);
  }

  /** The gradient's slope along a random direction is that of the differences. */
  private void agrees(Tensor x, Tensor dx, Numbers.Scalar scalar) {
    Tensor direction = numbers.matrix(x.rows(), x.columns());
    double expected = numbers.slope(x, direction, scalar);
    assertThat(numbers.dot(dx, direction))
        .isCloseTo(expected, within(5e-3 * Math.abs(expected) + 5e-3));
  }

  @Test
  void gatesAndItsGradientAgrees() {
    Tensor gate = numbers.matrix(3, 19);
    Tensor up = numbers.matrix(3, 19);
    Tensor y = numbers.matrix(3, 19);
    Tensor dy = numbers.matrix(3, 19);
    Numbers.Scalar scalar =
        () -> {
          backend.gatedSilu(gate, up, y);
          return numbers.dot(y, dy);
        };
    scalar.value();
    double g = numbers.read(gate)[8];
    double expected = g / (1 + Math.exp(-g)) * numbers.read(up)[8];
    assertThat((double) numbers.read(y)[8]).isCloseTo(expected, within(1e-6));
    Tensor dGate = numbers.matrix(3, 19);
    Tensor dUp = numbers.matrix(3, 19);
    backend.copy(gate, dGate);
    backend.copy(up, dUp);
    backend.gatedSiluBackward(dy, dGate, dUp);
    agrees(gate, dGate, scalar);
    agrees(up, dUp, scalar);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void rotatesAndRotatesBack(boolean interleaved) {
    int pairs = 11;
    Tensor cos = numbers.matrix(6, pairs);
    Tensor sin = numbers.matrix(6, pairs);
    float[] c = new float[6 * pairs];
    float[] s = new float[6 * pairs];
    for (int i = 0; i < c.length; i++) {
      c[i] = (float) Math.cos(i);
      s[i] = (float) Math.sin(i);
    }
    backend.write(c, cos);
    backend.write(s, sin);
    RotaryTable table = new RotaryTable(cos, sin, interleaved);
    Tensor x = numbers.matrix(3, 2 * 25);
    float[] before = numbers.read(x);
    int[] positions = {0, 2, 5};
    backend.rotate(x, 2, 25, 3, table, positions, false);
    float[] turned = numbers.read(x);
    int head = 2 * 50 + 25 + 3; // row 2, head 1
    int pair = 4;
    int first = head + (interleaved ? 2 * pair : pair);
    int second = interleaved ? first + 1 : first + pairs;
    int angle = 5 * pairs + pair;
    assertThat(turned[first])
        .isCloseTo(before[first] * c[angle] - before[second] * s[angle], within(1e-6f));
    assertThat(turned[second])
        .isCloseTo(before[second] * c[angle] + before[first] * s[angle], within(1e-6f));
    assertThat(turned[head - 1]).isEqualTo(before[head - 1]);
    backend.rotate(x, 2, 25, 3, table, positions, true);
    assertThat(numbers.read(x)).containsExactly(before, within(2e-6f));
  }

  @ParameterizedTest
  @CsvSource({"7", "150"})
  void attendsAndItsGradientAgrees(int n) {
    AttentionShape shape = new AttentionShape(4, 2, 10, 6, 0.3f);
    Tensor q = numbers.matrix(n, 40);
    Tensor k = numbers.matrix(n, 20);
    Tensor v = numbers.matrix(n, 12);
    Tensor out = numbers.matrix(n, 24);
    Tensor statistics = numbers.matrix(n, 8);
    Tensor dOut = numbers.matrix(n, 24);
    Numbers.Scalar scalar =
        () -> {
          backend.attention(shape, q, k, v, out, statistics);
          return numbers.dot(out, dOut);
        };
    scalar.value();
    assertThat(numbers.read(out)[(n - 1) * 24 + 3 * 6 + 2])
        .isCloseTo(plainAttention(shape, q, k, v, n - 1, 3, 2), within(1e-5f));
    Tensor dq = numbers.matrix(n, 40);
    Tensor dk = numbers.matrix(n, 20);
    Tensor dv = numbers.matrix(n, 12);
    backend.attentionBackward(shape, q, k, v, out, statistics, dOut, dq, dk, dv);
    agrees(q, dq, scalar);
    agrees(k, dk, scalar);
    agrees(v, dv, scalar);
  }

  private float plainAttention(
      AttentionShape shape, Tensor q, Tensor k, Tensor v, int row, int head, int column) {
    float[] queries = numbers.read(q);
    float[] keys = numbers.read(k);
    float[] values = numbers.read(v);
    int group = head / 2;
    double sum = 0;
    double weighted = 0;
    for (int j = 0; j <= row; j++) {
      double score = 0;
      for (int d = 0; d < 10; d++) {
        score += (double) queries[row * 40 + head * 10 + d] * keys[j * 20 + group * 10 + d];
      }
      double weight = Math.exp(score * shape.scale());
      sum += weight;
      weighted += weight * values[j * 12 + group * 6 + column];
    }
    return (float) (weighted / sum);
  }

  /** Later rows alone, with all keys, give the same as the whole. */
  @Test
  void continuesFromEarlierKeys() {
    AttentionShape shape = new AttentionShape(2, 1, 8, 8, 0.35f);
    Tensor q = numbers.matrix(9, 16);
    Tensor k = numbers.matrix(9, 8);
    Tensor v = numbers.matrix(9, 8);
    Tensor whole = numbers.matrix(9, 16);
    Tensor part = numbers.matrix(3, 16);
    backend.attention(shape, q, k, v, whole, null);
    backend.attention(shape, q.rows(6, 9), k, v, part, null);
    assertThat(numbers.read(part)).containsExactly(numbers.read(whole.rows(6, 9)), within(1e-6f));
  }

  @Test
  void crossEntropyAndItsGradientAgree() {
    Tensor logits = numbers.matrix(5, 37);
    int[] labels = {9, 9, 3, 36, 0, 12, 7};
    float[] before = numbers.read(logits);
    double expected = 0;
    for (int row = 0; row < 5; row++) {
      double sum = 0;
      for (int i = 0; i < 37; i++) {
        sum += Math.exp(before[row * 37 + i]);
      }
      expected += Math.log(sum) - before[row * 37 + labels[row + 2]];
    }
    Numbers.Scalar scalar =
        () -> {
          float[] kept = numbers.read(logits);
          double loss = backend.crossEntropy(logits, labels, 2, false).loss();
          backend.write(kept, logits);
          return loss;
        };
    assertThat(scalar.value()).isCloseTo(expected, within(1e-5));
    Tensor gradient = numbers.matrix(5, 37);
    backend.copy(logits, gradient);
    CrossEntropy result = backend.crossEntropy(gradient, labels, 2, true);
    assertThat(result.loss()).isCloseTo(expected, within(1e-5));
    agrees(logits, gradient, scalar);
    backend.write(new float[] {0, 0, 0, 9}, logits);
    assertThat(backend.crossEntropy(logits.rows(0, 1), labels, 2, false).correct()).isEqualTo(1);
  }

  @Test
  void gathersScattersAndScalesRows() {
    Tensor x = numbers.matrix(4, 13);
    Tensor y = numbers.matrix(3, 13);
    float[] source = numbers.read(x);
    backend.gather(x, new int[] {3, 0, 3}, 3, y);
    assertThat(numbers.read(y)[0]).isEqualTo(source[3 * 13]);
    assertThat(numbers.read(y)[13 + 12]).isEqualTo(source[12]);
    backend.scatterAdd(y, new int[] {1, 1, 2}, 3, new float[] {2, 1, 0}, x);
    assertThat(numbers.read(x)[13 + 5])
        .isCloseTo(source[13 + 5] + 2 * source[3 * 13 + 5] + source[5], within(1e-5f));
    assertThat(numbers.read(x)[2 * 13 + 5]).isEqualTo(source[2 * 13 + 5]);
    backend.scaleRows(y, new float[] {1, 3}, 2);
    assertThat(numbers.read(y)[13 + 12]).isEqualTo(3 * source[12]);
    float[] dots = new float[2];
    backend.rowDots(y, y, new int[] {0, 0}, 2, dots);
    assertThat((double) dots[0]).isCloseTo(numbers.dot(y.rows(0, 1), y.rows(0, 1)), within(1e-4));
  }

  @Test
  void exponentialIsWithinTwoUlps() {
    for (float x = -86.9f; x < 88; x += 0.0137f) {
      double expected = StrictMath.exp(x);
      assertThat((double) Lanes.exp(x)).isCloseTo(expected, within(1.8e-7 * expected));
      assertThat(Lanes.exp(Lanes.all(x)).lane(5)).isEqualTo(Lanes.exp(x));
    }
  }

  @Test
  void bfloat16RoundsToNearestEven() {
    assertThat(Bfloat16.widen(Bfloat16.narrow(1.00390625f))).isEqualTo(1f);
    assertThat(Bfloat16.widen(Bfloat16.narrow(1.01171875f))).isEqualTo(1.015625f);
    assertThat(Bfloat16.widen(Bfloat16.narrow(-3.5f))).isEqualTo(-3.5f);
    assertThat(Bfloat16.widen(Bfloat16.narrow(Float.NaN))).isNaN();
    assertThat(Bfloat16.widen(Bfloat16.narrow(Float.MAX_VALUE))).isInfinite();
  }

  @Test
  void borrowedArraysAreWrittenInPlace() {
    INDArray array = Nd4j.zeros(DataType.FLOAT, 20);
    Tensor view = Tensor.of(backend.borrow(array, 4, 6), 2, 3);
    backend.write(new float[] {1, 2, 3, 4, 5, 6}, view);
    assertThat(array.getFloat(4)).isEqualTo(1);
    assertThat(array.getFloat(9)).isEqualTo(6);
    assertThat(array.getFloat(10)).isZero();
  }
}
