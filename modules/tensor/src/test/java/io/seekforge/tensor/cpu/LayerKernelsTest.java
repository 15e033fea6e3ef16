package io.seekforge.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.tensor.Backend;
import io.seekforge.tensor.CrossEntropy;
import io.seekforge.tensor.RotaryTable;
import io.seekforge.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rotation, gated SiLU and cross-entropy: values against doubles, gradients against differences.
 */
class LayerKernelsTest {

  @ParameterizedTest
  @CsvSource({"true, 3", "true, 8", "false, 3", "false, 8", "false, 11"})
  void rotationTurnsPairsAndBack(boolean interleaved, int pairs) {
    int heads = 2;
    int first = 3;
    int headSize = first + 2 * pairs + 1;
    int[] positions = {4, 0, 2};
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, pairs)) {
      Tensor x = matrices.inside(positions.length, heads * headSize);
      Tensor angles = matrices.random(5, pairs);
      RotaryTable table = table(backend, matrices, angles, interleaved);
      float[] before = matrices.values(x);
      backend.rotate(x, heads, headSize, first, table, positions, false);
      float[] after = matrices.values(x);
      double[] expected = new double[before.length];
      Arrays.setAll(expected, i -> before[i]);
      float[] angle = matrices.values(angles);
      for (int row = 0; row < positions.length; row++) {
        for (int head = 0; head < heads; head++) {
          int at = row * heads * headSize + head * headSize + first;
          for (int pair = 0; pair < pairs; pair++) {
            int a = at + (interleaved ? 2 * pair : pair);
            int b = at + (interleaved ? 2 * pair + 1 : pair + pairs);
            double cos = Math.cos(angle[positions[row] * pairs + pair]);
            double sin = Math.sin(angle[positions[row] * pairs + pair]);
            expected[a] = before[a] * cos - before[b] * sin;
            expected[b] = before[b] * cos + before[a] * sin;
          }
        }
      }
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) after[i]).as("element " + i).isCloseTo(expected[i], within(1e-6));
      }
      backend.rotate(x, heads, headSize, first, table, positions, true);
      float[] back = matrices.values(x);
      for (int i = 0; i < before.length; i++) {
        assertThat(back[i]).isCloseTo(before[i], within(1e-6f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theInverseRotationIsTheGradient(boolean interleaved) {
    int[] positions = {1, 3};
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, 9)) {
      Differences differences = new Differences(backend);
      RotaryTable table = table(backend, matrices, matrices.random(4, 9), interleaved);
      Tensor x = matrices.random(2, 2 * 20);
      Tensor y = matrices.zeros(2, 2 * 20);
      Tensor d = matrices.random(2, 2 * 20);
      float[] r = matrices.values(d);
      backend.rotate(d, 2, 20, 1, table, positions, true);
      differences.check(
          "x",
          x,
          () -> {
            backend.copy(x, y);
            backend.rotate(y, 2, 20, 1, table, positions, false);
            return differences.loss(y, r);
          },
          matrices.values(d));
    }
  }

  private static RotaryTable table(
      Backend backend, Matrices matrices, Tensor angles, boolean interleaved) {
    float[] cos = matrices.values(angles);
    float[] sin = cos.clone();
    for (int i = 0; i < cos.length; i++) {
      sin[i] = (float) Math.sin(cos[i]);
      cos[i] = (float) Math.cos(cos[i]);
    }
    Tensor cosines = matrices.zeros(angles.rows(), angles.columns());
    Tensor sines = matrices.zeros(angles.rows(), angles.columns());
    backend.write(cos, cosines);
    backend.write(sin, sines);
    return new RotaryTable(cosines, sines, interleaved);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 21})
  void gatedSiluAndItsGradient(int columns) {
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, columns)) {
      Differences differences = new Differences(backend);
      Tensor gate = matrices.inside(2, columns);
      Tensor up = matrices.inside(2, columns);
      Tensor y = matrices.inside(2, columns);
      Tensor dy = matrices.inside(2, columns);
      backend.gatedSilu(gate, up, y);
      float[] gates = matrices.values(gate);
      float[] ups = matrices.values(up);
      float[] ys = matrices.values(y);
      for (int i = 0; i < ys.length; i++) {
        double value = gates[i] / (1 + Math.exp(-gates[i])) * ups[i];
        assertThat((double) ys[i]).isCloseTo(value, within(1e-6 * Math.max(1, Math.abs(value))));
      }
      Tensor dGate = matrices.copy(gate);
      Tensor dUp = matrices.copy(up);
      backend.gatedSiluBackward(dy, dGate, dUp, dGate, dUp);
      float[] r = matrices.values(dy);
      for (Tensor input : new Tensor[] {gate, up}) {
        differences.check(
            input == gate ? "gate" : "up",
            input,
            () -> {
              backend.gatedSilu(gate, up, y);
              return differences.loss(y, r);
            },
            matrices.values(input == gate ? dGate : dUp));
      }
    }
  }

  /** What is made in bfloat16 is what is made in float32, rounded. */
  @ParameterizedTest
  @ValueSource(ints = {5, 16, 67})
  void narrowResultsAreTheWideOnesRounded(int columns) {
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, columns)) {
      Tensor gate = matrices.inside(3, columns);
      Tensor up = matrices.inside(3, columns);
      Tensor dy = matrices.inside(3, columns);
      Tensor wide = matrices.inside(3, columns);
      Tensor narrow = matrices.insideBfloat16(3, columns);
      Tensor dUp = matrices.insideBfloat16(3, columns);
      Tensor rounded = matrices.insideBfloat16(3, columns);

      backend.gatedSilu(gate, up, wide);
      backend.gatedSilu(gate, up, narrow);
      backend.narrow(wide, 1, rounded);
      assertThat(matrices.values(narrow)).isEqualTo(matrices.values(rounded));

      Tensor weight = matrices.random(1, columns);
      backend.rmsNorm(gate, weight, 1e-5, wide, null);
      backend.rmsNorm(gate, weight, 1e-5, narrow, null);
      backend.narrow(wide, 1, rounded);
      assertThat(matrices.values(narrow)).isEqualTo(matrices.values(rounded));

      Tensor wideGate = matrices.copy(gate);
      Tensor wideUp = matrices.copy(up);
      backend.gatedSiluBackward(dy, wideGate, wideUp, wideGate, wideUp);
      backend.gatedSiluBackward(dy, gate, up, narrow, dUp);
      backend.narrow(wideGate, 1, rounded);
      assertThat(matrices.values(narrow)).isEqualTo(matrices.values(rounded));
      backend.narrow(wideUp, 1, rounded);
      assertThat(matrices.values(dUp)).isEqualTo(matrices.values(rounded));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8, 13, 40})
  void crossEntropyAndItsGradient(int vocabulary) {
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, vocabulary)) {
      Differences differences = new Differences(backend);
      Tensor logits = matrices.inside(3, vocabulary);
      int[] labels = {-1, vocabulary - 1, 0, 1};
      Tensor gradient = matrices.copy(logits);
      CrossEntropy loss = backend.crossEntropy(gradient, labels, 1, true);
      assertThat(loss.loss()).isCloseTo(reference(matrices.values(logits), labels), within(1e-5));
      assertThat(backend.crossEntropy(matrices.copy(logits), labels, 1, false)).isEqualTo(loss);
      differences.check(
          "logits",
          logits,
          () -> backend.crossEntropy(matrices.copy(logits), labels, 1, false).loss(),
          matrices.values(gradient));
    }
  }

  private static double reference(float[] logits, int[] labels) {
    int rows = labels.length - 1;
    int vocabulary = logits.length / rows;
    double loss = 0;
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int i = 0; i < vocabulary; i++) {
        sum += Math.exp(logits[row * vocabulary + i]);
      }
      loss += Math.log(sum) - logits[row * vocabulary + labels[row + 1]];
    }
    return loss;
  }

  @Test
  void crossEntropyCountsLabelsWithTheHighestLogitAndStandsLargeOnes() {
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, 1)) {
      Tensor logits = matrices.zeros(3, 3);
      backend.write(new float[] {1e4f, -1e4f, 0, 5, 5, 1, 0, 0, 1}, logits);
      CrossEntropy loss = backend.crossEntropy(logits, new int[] {0, 1, 0}, 0, true);
      assertThat(loss.correct()).isEqualTo(2);
      assertThat(loss.loss())
          .isCloseTo(Math.log(2 + Math.exp(-4)) + Math.log(2 + Math.E), within(1e-5));
      assertThat(matrices.values(logits)).doesNotContain(Float.NaN);
    }
  }
}
