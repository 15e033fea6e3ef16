package io.seekforge.model.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class AdamWTest {
  private static final int SIZE = 21;

  /** Against the formula of Loshchilov and Hutter, in double. */
  @Test
  void followsTheFormula() {
    AdamW optimizer = new AdamW(SIZE, 0.9, 0.99, 1e-8, 0.1);
    INDArray parameters = Nd4j.zeros(DataType.FLOAT, SIZE);
    INDArray gradient = Nd4j.zeros(DataType.FLOAT, SIZE);
    double[] p = new double[SIZE];
    double[] m = new double[SIZE];
    double[] v = new double[SIZE];
    Random random = new Random(2);
    for (int step = 1; step <= 30; step++) {
      double rate = 0.01 / step;
      for (int i = 0; i < SIZE; i++) {
        double g = (float) random.nextGaussian();
        gradient.putScalar(i, g);
        p[i] *= 1 - rate * 0.1;
        m[i] = 0.9 * m[i] + 0.1 * g;
        v[i] = 0.99 * v[i] + 0.01 * g * g;
        double first = m[i] / (1 - Math.pow(0.9, step));
        double second = v[i] / (1 - Math.pow(0.99, step));
        p[i] -= rate * first / (Math.sqrt(second) + 1e-8);
      }
      optimizer.step(parameters, gradient, rate);
    }
    for (int i = 0; i < SIZE; i++) {
      assertThat(parameters.getDouble(i)).isCloseTo(p[i], within(1e-6));
    }
    assertThat(optimizer.steps()).isEqualTo(30);
  }

  /** A restored state goes on with the same bits. */
  @Test
  void continuesFromARestoredState() {
    INDArray gradient = Nd4j.ones(DataType.FLOAT, SIZE).muli(0.3f);
    AdamW whole = new AdamW(SIZE, 0.9, 0.999, 1e-8, 0);
    INDArray expected = Nd4j.ones(DataType.FLOAT, SIZE);
    whole.step(expected, gradient, 0.1);
    AdamW resumed = new AdamW(SIZE, 0.9, 0.999, 1e-8, 0);
    resumed.restore(whole.firstMoment(), whole.secondMoment(), whole.steps());
    INDArray actual = expected.dup();
    whole.step(expected, gradient, 0.1);
    resumed.step(actual, gradient, 0.1);
    assertThat(actual.data().asFloat()).isEqualTo(expected.data().asFloat());
  }

  @Test
  void clipsToTheNorm() {
    INDArray gradient = Nd4j.zeros(DataType.FLOAT, SIZE);
    gradient.putScalar(3, 3);
    gradient.putScalar(20, -4);
    assertThat(AdamW.clipGradNorm(gradient, 0)).isCloseTo(5, within(1e-9));
    assertThat(gradient.getDouble(20)).isEqualTo(-4);
    assertThat(AdamW.clipGradNorm(gradient, 10)).isCloseTo(5, within(1e-9));
    assertThat(gradient.getDouble(20)).isEqualTo(-4);
    assertThat(AdamW.clipGradNorm(gradient, 1)).isCloseTo(5, within(1e-9));
    assertThat(gradient.getDouble(3)).isCloseTo(0.6, within(1e-6));
    assertThat(gradient.getDouble(20)).isCloseTo(-0.8, within(1e-6));
  }
}
