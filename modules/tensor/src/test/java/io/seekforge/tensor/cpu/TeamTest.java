package io.seekforge.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.tensor.AttentionShape;
import io.seekforge.tensor.CrossEntropy;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shapes are large enough to be shared. */
final class TeamTest {
  @Test
  void eachPartRunsOnceAndFailuresReachTheCaller() {
    try (Team team = new Team(3)) {
      for (int round = 0; round < 500; round++) {
        AtomicIntegerArray runs = new AtomicIntegerArray(round % 7);
        team.run(runs.length(), (member, part) -> runs.incrementAndGet(part));
        for (int i = 0; i < runs.length(); i++) {
          assertThat(runs.get(i)).isEqualTo(1);
        }
      }
      assertThatThrownBy(
              () ->
                  team.run(
                      50,
                      (member, part) -> {
                        if (part == 31) {
                          throw new IllegalStateException("part " + part);
                        }
                      }))
          .hasMessage("part 31");
      team.run(3, (member, part) -> assertThat(member).isBetween(0, 2));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1300, 64, 96, false, true, FLOAT32",
    "40, 1000, 64, false, true, FLOAT32",
    "40, 1000, 64, false, false, BFLOAT16",
    "1100, 500, 30, false, true, BFLOAT16",
    "16, 700, 1200, true, false, FLOAT32"
  })
  void productsAreTheSameBits(
      int m, int n, int inner, boolean transposeA, boolean transposeB, ElementType type) {
    List<float[]> results = new ArrayList<>();
    for (int threads : new int[] {1, 2, 5}) {
      try (CpuBackend backend = new CpuBackend(threads)) {
        Random random = new Random(m);
        Tensor a = random(backend, ElementType.FLOAT32, random, transposeA, m, inner);
        Tensor b = random(backend, type, random, transposeB, inner, n);
        Tensor c = random(backend, ElementType.FLOAT32, random, false, m, n);
        backend.multiply(a, transposeA, b, transposeB, 0.5f, 1, c);
        results.add(values(backend, c));
      }
    }
    assertThat(results.get(1)).isEqualTo(results.get(0));
    assertThat(results.get(2)).isEqualTo(results.get(0));
    assertThat(results.get(0)[0]).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void layersAreTheSameBits(int threads) {
    assertThat(layers(threads)).usingRecursiveComparison().isEqualTo(layers(1));
  }

  /** Every operation that is shared, on 200 rows of 128. */
  private static List<float[]> layers(int threads) {
    List<float[]> results = new ArrayList<>();
    try (CpuBackend backend = new CpuBackend(threads)) {
      Random random = new Random(3);
      Tensor x = random(backend, ElementType.FLOAT32, random, false, 200, 128);
      Tensor y = random(backend, ElementType.FLOAT32, random, false, 200, 128);
      Tensor dx = random(backend, ElementType.FLOAT32, random, false, 200, 128);
      Tensor weight = random(backend, ElementType.FLOAT32, random, false, 1, 128);
      Tensor inverse = random(backend, ElementType.FLOAT32, random, false, 200, 1);
      backend.rmsNorm(x, weight, 1e-5, y, inverse);
      backend.rmsNormBackward(dx, x, weight, inverse, y, true, null);
      results.add(values(backend, y));
      backend.gatedSilu(x, dx, y);
      results.add(values(backend, y));
      backend.gatedSiluBackward(y, x, dx, x, dx);
      backend.add(x, dx);
      backend.addRow(weight, dx);
      results.add(values(backend, dx));

      AttentionShape shape = new AttentionShape(8, 4, 16, 16, 0.25f);
      Tensor k = random(backend, ElementType.FLOAT32, random, false, 200, 64);
      Tensor v = random(backend, ElementType.FLOAT32, random, false, 200, 64);
      Tensor statistics = random(backend, ElementType.FLOAT32, random, false, 200, 16);
      backend.attention(shape, x, k, v, y, statistics);
      results.add(values(backend, y));
      Tensor dk = random(backend, ElementType.FLOAT32, random, false, 200, 64);
      Tensor dv = random(backend, ElementType.FLOAT32, random, false, 200, 64);
      Tensor dq = random(backend, ElementType.FLOAT32, random, false, 200, 128);
      backend.attentionBackward(shape, x, k, v, y, statistics, dx, dq, dk, dv);
      results.add(values(backend, dq));
      results.add(values(backend, dk));
      results.add(values(backend, dv));

      int[] labels = random.ints(200, 0, 128).toArray();
      CrossEntropy loss = backend.crossEntropy(x, labels, 0, true);
      results.add(values(backend, x));
      results.add(new float[] {(float) loss.loss(), loss.correct()});
      results.add(new float[] {Float.intBitsToFloat((int) Double.doubleToLongBits(loss.loss()))});
    }
    return results;
  }

  private static Tensor random(
      CpuBackend backend,
      ElementType type,
      Random random,
      boolean transposed,
      int rows,
      int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    Tensor tensor =
        transposed
            ? Tensor.of(backend.allocate(type, values.length), columns, rows)
            : Tensor.of(backend.allocate(type, values.length), rows, columns);
    backend.write(values, tensor);
    return tensor;
  }

  private static float[] values(CpuBackend backend, Tensor tensor) {
    float[] values = new float[tensor.rows() * tensor.columns()];
    backend.read(tensor, values);
    return values;
  }
}
