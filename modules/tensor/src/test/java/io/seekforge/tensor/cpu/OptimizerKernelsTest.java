package io.seekforge.tensor.cpu;

import static io.seekforge.tensor.cpu.OptimizerKernels.NORM_PIECE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The norm of a flat vector and AdamW: bits do not depend on threads and blocks. */
class OptimizerKernelsTest {
  /** Two whole pieces and one that ends within a vector. */
  private static final int SIZE = 2 * NORM_PIECE + 12_345;

  /** Of very different sizes: in float32 the sum would lose the small ones. */
  private static float[] values(int size, long seed) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(12) - 8));
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 16, 21, 33, 1000, SIZE})
  void normIsThatOfAPlainSum(int size) {
    float[] values = values(size, size);
    double expected = 0;
    for (float value : values) {
      expected += (double) value * value;
    }
    try (INDArray x = vector(values)) {
      assertThat(OptimizerKernels.norm(x))
          .isCloseTo(Math.sqrt(expected), within(1e-12 * Math.sqrt(expected)));
    }
  }

  /** On any processor: sixteen partial sums by the index of the element, added up pairwise. */
  @Test
  void sumsGoByTheIndexOfTheElement() {
    float[] values = values(50_003, 4);
    double[] sums = new double[16];
    for (int i = 0; i < values.length; i++) {
      sums[i % 16] = Math.fma((double) values[i], values[i], sums[i % 16]);
    }
    for (int half = 8; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        sums[i] += sums[i + half];
      }
    }
    try (INDArray x = vector(values)) {
      assertThat(OptimizerKernels.squares(x, 1)).containsExactly(sums[0]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void normHasTheSameBitsForAnyThreadsAndBlocks(int threads) {
    float[] values = values(SIZE, 1);
    try (INDArray whole = vector(values);
        INDArray first = vector(Arrays.copyOf(values, NORM_PIECE));
        INDArray rest = vector(Arrays.copyOfRange(values, NORM_PIECE, SIZE))) {
      double[] squares = OptimizerKernels.squares(whole, 1);
      assertThat(squares).hasSize(3);
      assertThat(OptimizerKernels.squares(whole, threads)).containsExactly(squares);
      double[] blocks =
          DoubleStream.concat(
                  Arrays.stream(OptimizerKernels.squares(first, threads)),
                  Arrays.stream(OptimizerKernels.squares(rest, threads)))
              .toArray();
      assertThat(blocks).containsExactly(squares);
      assertThat(OptimizerKernels.norm(whole, threads)).isEqualTo(OptimizerKernels.norm(blocks));
    }
  }

  /** In each place of a vector, in the last piece and in what is left after the last vector. */
  @Test
  void normShowsEveryNumberThatIsNotFinite() {
    try (INDArray x = vector(values(SIZE, 2))) {
      for (float wrong :
          new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
        for (int i : new int[] {0, 5, 9, 15, NORM_PIECE, SIZE - 40, SIZE - 1}) {
          float right = x.getFloat(i);
          x.putScalar(i, wrong);
          assertThat(OptimizerKernels.norm(x, 2)).as(wrong + " at " + i).isNotFinite();
          x.putScalar(i, right);
        }
      }
      assertThat(OptimizerKernels.norm(x, 2)).isFinite();
    }
  }

  @Test
  void normOfTheLargestNumbersIsFinite() {
    float[] values = new float[NORM_PIECE + 3];
    Arrays.fill(values, -Float.MAX_VALUE);
    try (INDArray x = vector(values)) {
      double expected = Float.MAX_VALUE * Math.sqrt(values.length);
      assertThat(OptimizerKernels.norm(x)).isCloseTo(expected, within(1e-9 * expected));
    }
  }

  /** A factor within the step is a pass over the gradient before it, to the last bit. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void adamWTakesAClippedGradientOnAnyThreads(int threads) {
    float[] start = values(SIZE, 3);
    float[] values = values(SIZE, 4);
    float factor = 0.3f;
    float[][] expected = step(start, vector(values), factor, true, 1);
    float[][] found = step(start, vector(values), factor, false, threads);
    for (int i = 0; i < expected.length; i++) {
      assertThat(Arrays.equals(found[i], expected[i])).as("vector " + i).isTrue();
    }
    assertThat(expected[0]).isNotEqualTo(start);
  }

  /** Two steps; parameters and moments after them. */
  private static float[][] step(
      float[] start, INDArray gradient, float factor, boolean before, int threads) {
    try (gradient;
        INDArray parameters = vector(start);
        INDArray first = vector(new float[SIZE]);
        INDArray second = vector(new float[SIZE])) {
      if (before) {
        OptimizerKernels.scale(gradient, factor);
      }
      for (int step = 0; step < 2; step++) {
        OptimizerKernels.adamW(
            parameters,
            gradient,
            first,
            second,
            before ? 1 : factor,
            0.99f,
            0.9f,
            0.999f,
            1e-2f,
            0.5f,
            1e-8f,
            threads);
      }
      return new float[][] {
        parameters.data().asFloat(), first.data().asFloat(), second.data().asFloat()
      };
    }
  }

  private static INDArray vector(float[] values) {
    return values.length == 0 ? Nd4j.zeros(DataType.FLOAT, 0) : Nd4j.createFromArray(values);
  }
}
