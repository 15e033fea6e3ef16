package io.seekforge.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.seekforge.tensor.AttentionShape;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Causal attention: outputs against doubles, gradients against differences. */
class AttentionKernelsTest {
  private static final float SCALE = 0.4f;

  static Stream<AttentionShape> shapes() {
    return Stream.of(
        new AttentionShape(1, 1, 4, 4, SCALE),
        new AttentionShape(4, 2, 3, 3, SCALE),
        new AttentionShape(3, 1, 5, 2, SCALE),
        new AttentionShape(2, 2, 3, 9, SCALE));
  }

  /** Queries after a cached past, and more rows than one block has. */
  @ParameterizedTest
  @MethodSource("shapes")
  void outputsAreThoseOfTheFormula(AttentionShape shape) {
    for (int[] rows : new int[][] {{1, 1}, {5, 5}, {1, 9}, {3, 10}, {70, 70}, {66, 131}}) {
      try (Backend backend = new CpuBackend();
          Matrices matrices = new Matrices(backend, rows[1])) {
        Tensor q = matrices.inside(rows[0], shape.heads() * shape.qkDim());
        Tensor k = matrices.inside(rows[1], shape.kvHeads() * shape.qkDim());
        Tensor v = matrices.inside(rows[1], shape.kvHeads() * shape.vDim());
        Tensor out = matrices.inside(rows[0], shape.heads() * shape.vDim());
        backend.attention(shape, q, k, v, out, null);
        double[] expected =
            reference(shape, matrices.values(q), matrices.values(k), matrices.values(v));
        float[] actual = matrices.values(out);
        for (int i = 0; i < actual.length; i++) {
          assertThat((double) actual[i]).as("element " + i).isCloseTo(expected[i], within(1e-5));
        }
      }
    }
  }

  private static double[] reference(AttentionShape shape, float[] q, float[] k, float[] v) {
    int queries = q.length / (shape.heads() * shape.qkDim());
    int keys = k.length / (shape.kvHeads() * shape.qkDim());
    double[] out = new double[queries * shape.heads() * shape.vDim()];
    for (int i = 0; i < queries; i++) {
      for (int head = 0; head < shape.heads(); head++) {
        int group = head / (shape.heads() / shape.kvHeads());
        double[] weights = new double[keys - queries + i + 1];
        double sum = 0;
        for (int j = 0; j < weights.length; j++) {
          double dot = 0;
          for (int d = 0; d < shape.qkDim(); d++) {
            dot +=
                (double) q[(i * shape.heads() + head) * shape.qkDim() + d]
                    * k[(j * shape.kvHeads() + group) * shape.qkDim() + d];
          }
          weights[j] = Math.exp(dot * shape.scale());
          sum += weights[j];
        }
        for (int j = 0; j < weights.length; j++) {
          for (int d = 0; d < shape.vDim(); d++) {
            out[(i * shape.heads() + head) * shape.vDim() + d] +=
                weights[j] / sum * v[(j * shape.kvHeads() + group) * shape.vDim() + d];
          }
        }
      }
    }
    return out;
  }

  /** Three documents side by side in one matrix, as in a packed sequence. */
  @ParameterizedTest
  @MethodSource("shapes")
  void gradientsOfSeveralDocumentsAreThoseOfTheForward(AttentionShape shape) {
    checkGradients(shape, 0, 4, 5, 11);
  }

  @Test
  void gradientsReachAcrossBlocksOfRows() {
    checkGradients(new AttentionShape(2, 1, 2, 3, SCALE), 0, 67);
  }

  /** Where the processor multiplies bfloat16; elsewhere both are the same. */
  @ParameterizedTest
  @CsvSource({"4, 2, 8, 8, 20", "2, 1, 24, 16, 150", "2, 2, 8, 8, 1100"})
  void roundedOperandsGiveNearlyTheSame(int heads, int groups, int qk, int v, int rows) {
    AttentionShape exact = new AttentionShape(heads, groups, qk, v, SCALE);
    AttentionShape rounded = new AttentionShape(heads, groups, qk, v, SCALE, ElementType.BFLOAT16);
    List<float[]> expected = outputAndGradients(exact, rows);
    List<float[]> actual = outputAndGradients(rounded, rows);
    for (int i = 0; i < expected.size(); i++) {
      double difference = 0;
      double norm = 0;
      for (int j = 0; j < expected.get(i).length; j++) {
        difference += Math.pow((double) expected.get(i)[j] - actual.get(i)[j], 2);
        norm += Math.pow(expected.get(i)[j], 2);
      }
      assertThat(Math.sqrt(difference / norm)).as("result " + i).isLessThan(1e-2);
    }
  }

  /** Operands rounded beforehand give the bits of those that are rounded on the way. */
  @ParameterizedTest
  @CsvSource({"4, 2, 8, 8, 5", "2, 1, 24, 16, 150", "2, 2, 8, 8, 128"})
  void operandsMayBeRoundedBeforehand(int heads, int groups, int qk, int v, int rows) {
    assumeTrue(InstructionSet.hasBfloat16(), "the processor multiplies no bfloat16");
    AttentionShape shape = new AttentionShape(heads, groups, qk, v, SCALE, ElementType.BFLOAT16);
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, rows)) {
      Tensor queries = matrices.inside(rows, heads * qk);
      Tensor keys = matrices.inside(rows, groups * qk);
      Tensor values = matrices.inside(rows, groups * v);
      Tensor wide = matrices.inside(rows, heads * v);
      Tensor statistics = matrices.zeros(rows, 2 * heads);
      backend.attention(shape, queries, keys, values, wide, statistics);
      Tensor q = matrices.insideBfloat16(rows, heads * qk);
      Tensor k = matrices.insideBfloat16(rows, groups * qk);
      Tensor values16 = matrices.insideBfloat16(rows, groups * v);
      Tensor out = matrices.insideBfloat16(rows, heads * v);
      Tensor kept = matrices.zeros(rows, 2 * heads);
      backend.narrow(queries, SCALE, q);
      backend.narrow(keys, 1, k);
      backend.narrow(values, 1, values16);
      backend.attention(shape, q, k, values16, out, kept);
      Tensor expected = matrices.insideBfloat16(rows, heads * v);
      backend.narrow(wide, 1, expected);
      assertThat(matrices.values(out)).isEqualTo(matrices.values(expected));
      assertThat(matrices.values(kept)).isEqualTo(matrices.values(statistics));

      Tensor dOut = matrices.insideBfloat16(rows, heads * v);
      Tensor wideOut = matrices.copy(out);
      Tensor wideGradient = matrices.copy(dOut);
      List<float[]> expectedGradients =
          gradients(
              backend, matrices, shape, queries, keys, values, wideOut, statistics, wideGradient);
      List<float[]> actual = gradients(backend, matrices, shape, q, k, values16, out, kept, dOut);
      for (int i = 0; i < actual.size(); i++) {
        assertThat(actual.get(i)).as("gradient " + i).isEqualTo(expectedGradients.get(i));
      }
    }
  }

  private static List<float[]> gradients(
      Backend backend,
      Matrices matrices,
      AttentionShape shape,
      Tensor q,
      Tensor k,
      Tensor v,
      Tensor out,
      Tensor statistics,
      Tensor dOut) {
    List<Tensor> found =
        Stream.of(q, k, v).map(x -> matrices.zeros(x.rows(), x.columns())).toList();
    backend.attentionBackward(
        shape, q, k, v, out, statistics, dOut, found.get(0), found.get(1), found.get(2));
    return found.stream().map(matrices::values).toList();
  }

  /** Of a document inside larger matrices: output, and gradients of q, k, v. */
  private static List<float[]> outputAndGradients(AttentionShape shape, int rows) {
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, rows)) {
      Tensor q = matrices.inside(rows, shape.heads() * shape.qkDim());
      Tensor k = matrices.inside(rows, shape.kvHeads() * shape.qkDim());
      Tensor v = matrices.inside(rows, shape.kvHeads() * shape.vDim());
      Tensor dOut = matrices.inside(rows, shape.heads() * shape.vDim());
      Tensor out = matrices.inside(rows, shape.heads() * shape.vDim());
      Tensor dq = matrices.inside(rows, q.columns());
      Tensor dk = matrices.inside(rows, k.columns());
      Tensor dv = matrices.inside(rows, v.columns());
      Tensor statistics = matrices.zeros(rows, 2 * shape.heads());
      backend.attention(shape, q, k, v, out, statistics);
      backend.attentionBackward(shape, q, k, v, out, statistics, dOut, dq, dk, dv);
      // The last rows after a past: as in the whole document.
      int past = rows - 17;
      Tensor last = matrices.inside(17, out.columns());
      backend.attention(shape, q.rows(past, rows), k, v, last, null);
      assertThat(matrices.values(last))
          .containsExactly(matrices.values(out.rows(past, rows)), within(2e-2f));
      return Stream.of(out, dq, dk, dv).map(matrices::values).toList();
    }
  }

  private static void checkGradients(AttentionShape shape, int... bounds) {
    int rows = bounds[bounds.length - 1];
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, rows)) {
      Differences differences = new Differences(backend);
      List<Tensor> inputs =
          List.of(
              matrices.inside(rows, shape.heads() * shape.qkDim()),
              matrices.inside(rows, shape.kvHeads() * shape.qkDim()),
              matrices.inside(rows, shape.kvHeads() * shape.vDim()));
      List<Tensor> gradients =
          inputs.stream().map(x -> matrices.inside(x.rows(), x.columns())).toList();
      Tensor out = matrices.inside(rows, shape.heads() * shape.vDim());
      Tensor dOut = matrices.inside(rows, shape.heads() * shape.vDim());
      Tensor statistics = matrices.zeros(rows, 2 * shape.heads());
      float[] r = matrices.values(dOut);
      Supplier<Double> loss =
          () -> {
            for (int i = 0; i + 1 < bounds.length; i++) {
              int from = bounds[i];
              int to = bounds[i + 1];
              backend.attention(
                  shape,
                  inputs.get(0).rows(from, to),
                  inputs.get(1).rows(from, to),
                  inputs.get(2).rows(from, to),
                  out.rows(from, to),
                  statistics.rows(from, to));
            }
            return differences.loss(out, r);
          };
      assertThat(loss.get()).isNotNaN();
      for (int i = 0; i + 1 < bounds.length; i++) {
        int from = bounds[i];
        int to = bounds[i + 1];
        backend.attentionBackward(
            shape,
            inputs.get(0).rows(from, to),
            inputs.get(1).rows(from, to),
            inputs.get(2).rows(from, to),
            out.rows(from, to),
            statistics.rows(from, to),
            dOut.rows(from, to),
            gradients.get(0).rows(from, to),
            gradients.get(1).rows(from, to),
            gradients.get(2).rows(from, to));
      }
      for (int i = 0; i < inputs.size(); i++) {
        String name = List.of("q", "k", "v").get(i);
        differences.check(name, inputs.get(i), loss, matrices.values(gradients.get(i)));
      }
    }
  }
}
