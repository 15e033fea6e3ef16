package io.seekforge.training.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.tensor.cpu.OptimizerKernels;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class WireTest {
  private static final int LENGTH = 5000;

  @Test
  void floatsArriveAsTheyAre() {
    INDArray values = random(1);
    byte[] before = FlatVector.bytes(values);
    byte[] sent = new FloatWire().update(values, 1);
    assertThat(sent).isEqualTo(before);
    assertThat(values.norm2Number().doubleValue()).isZero();
  }

  @Test
  void halvesAndWhatTheyLeaveAreTheWhole() {
    INDArray values = random(2);
    INDArray before = values.dup();
    byte[] sent = new Bf16Wire().update(values, 1);
    assertThat(sent).hasSize(2 * LENGTH);
    INDArray arrived = new Bf16Wire().update(sent, LENGTH);
    assertThat(arrived.add(values)).isEqualTo(before);
    assertThat(values.normmaxNumber().doubleValue()).isLessThan(4.0 / 256);
    assertThat(FlatVector.bytes(new Bf16Wire().parameters(sent, LENGTH)))
        .isEqualTo(FlatVector.bytes(arrived));
  }

  @Test
  void thresholdsSendLargeElementsAndKeepTheRest() {
    INDArray values = random(3);
    INDArray before = values.dup();
    byte[] sent = new ThresholdWire(2).update(values, OptimizerKernels.norm(values));
    INDArray arrived = new ThresholdWire(2).update(sent, LENGTH);
    // About 4.6 % of normal draws lie beyond two deviations.
    assertThat(sent.length).isBetween(4 * LENGTH / 40, 4 * LENGTH / 15);
    assertThat(arrived.add(values).sub(before).normmaxNumber().doubleValue()).isLessThan(1e-6);
    double tau = arrived.normmaxNumber().doubleValue();
    assertThat(tau).isBetween(1.8, 2.2);
    for (int i = 0; i < LENGTH; i++) {
      double expected = Math.abs(before.getDouble(i)) >= tau ? Math.signum(before.getDouble(i)) : 0;
      assertThat(arrived.getDouble(i)).isEqualTo(expected * tau);
    }
  }

  @Test
  void thresholdsAreTheSameBytesEveryTime() {
    byte[] first = new ThresholdWire(1).update(random(4), 70);
    for (int again = 0; again < 5; again++) {
      assertThat(new ThresholdWire(1).update(random(4), 70)).isEqualTo(first);
    }
  }

  @Test
  void nothingToSendIsNoBytes() {
    INDArray zeros = FlatVector.zeros(LENGTH);
    assertThat(new ThresholdWire(2).update(zeros, 0)).isEmpty();
    assertThat(new ThresholdWire(2).update(new byte[0], LENGTH)).isEqualTo(zeros);
  }

  @Test
  void whatWasNotSentComesLater() {
    Wire wire = new ThresholdWire(2);
    INDArray sum = FlatVector.zeros(LENGTH);
    byte[] left = new byte[0];
    for (int round = 0; round < 60; round++) {
      INDArray update = random(5);
      Residual sent = Residual.send(wire, update, left);
      sum.addi(wire.update(sent.update(), LENGTH));
      left = sent.left();
    }
    INDArray all = random(5).mul(60);
    assertThat(sum.add(FlatVector.of(left)).sub(all).norm2Number().doubleValue())
        .isLessThan(1e-4 * all.norm2Number().doubleValue());
    assertThat(sum.sub(all).norm2Number().doubleValue())
        .isLessThan(0.2 * all.norm2Number().doubleValue());
  }

  private static INDArray random(long seed) {
    Random random = new Random(seed);
    float[] values = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Nd4j.createFromArray(values);
  }
}
