package io.seekforge.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.PackedSequence;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Dropout on the inputs of adapters; its gradients are checked by {@link GradientTest}. */
class DropoutTest {
  private static final List<String> ALL = List.of(LoraConfig.ALL_LINEAR);
  private static final PackedSequence SEQUENCE = TinyModels.sequence(5, 50, 9, 4);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void evaluationDropsNothing(boolean dora) {
    LoraConfig plain = new LoraConfig(3, 6, 0, false, dora, ALL);
    LoraConfig dropping = new LoraConfig(3, 6, 0.5, false, dora, ALL);
    try (CausalModel model = CausalModel.random(TinyModels.qwen3(), 3, Precision.FP32);
        ModelWorker one = model.worker(plain);
        ModelWorker other = model.worker(dropping)) {
      INDArray values = moved(model.initialParameters(plain, 11));
      INDArray gradient = Nd4j.zeros(DataType.FLOAT, values.length());
      one.use(values);
      other.use(values);
      LossSum loss = one.loss(SEQUENCE);
      assertThat(other.loss(SEQUENCE)).isEqualTo(loss);
      assertThat(other.gradient(SEQUENCE, 1, gradient)).isNotEqualTo(loss);
      assertThat(other.loss(SEQUENCE)).as("after training").isEqualTo(loss);
      assertThat(other.logits(SEQUENCE)).isEqualTo(one.logits(SEQUENCE));
    }
  }

  @Test
  void masksFollowFromTheDraws() {
    LoraConfig lora = new LoraConfig(3, 6, 0.2, false, ALL);
    try (CausalModel model = CausalModel.random(TinyModels.llama(false), 3, Precision.FP32);
        ModelWorker worker = model.worker(lora)) {
      INDArray values = moved(model.initialParameters(lora, 11));
      worker.use(values);
      INDArray gradient = Nd4j.zeros(DataType.FLOAT, values.length());
      INDArray again = Nd4j.zeros(DataType.FLOAT, values.length());
      LossSum loss = worker.gradient(SEQUENCE, 1, gradient);
      assertThat(worker.gradient(SEQUENCE, 2, Nd4j.zeros(DataType.FLOAT, values.length())))
          .isNotEqualTo(loss);
      assertThat(worker.gradient(SEQUENCE, 1, again)).isEqualTo(loss);
      assertThat(again.data().asFloat()).isEqualTo(gradient.data().asFloat());
      assertThatThrownBy(() -> worker.gradient(SEQUENCE, gradient))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Dropout 0.2 needs draws: the same ones every time would drop the same");
    }
  }

  /**
   * With one layer, adapters on v alone and tiny steps from B = 0 the loss is linear in what is
   * dropped, so that the mean gradient of B over masks is the gradient without dropout.
   */
  @Test
  void theMeanOverMasksIsTheGradientWithout() {
    LoraConfig plain = new LoraConfig(3, 6, 0, false, List.of("v_proj"));
    LoraConfig dropping = new LoraConfig(3, 6, 0.3, false, List.of("v_proj"));
    try (CausalModel model = CausalModel.random(TinyModels.llama(false), 3, Precision.FP32);
        ModelWorker one = model.worker(plain);
        ModelWorker other = model.worker(dropping)) {
      INDArray values = model.initialParameters(plain, 11);
      INDArray expected = Nd4j.zeros(DataType.FLOAT, values.length());
      INDArray sum = Nd4j.zeros(DataType.FLOAT, values.length());
      one.use(values);
      other.use(values);
      one.gradient(SEQUENCE, expected);
      int count = 2000;
      for (int draws = 0; draws < count; draws++) {
        other.gradient(SEQUENCE, draws, sum);
      }
      double distance = sum.div(count).sub(expected).norm2Number().doubleValue();
      // One mask is off by about √(p/(1−p)) = 0.65 of the size; the mean of 2000 by 0.015.
      assertThat(distance / expected.norm2Number().doubleValue()).isLessThan(0.06);
    }
  }

  private static INDArray moved(INDArray values) {
    Random random = new Random(4);
    for (long i = 0; i < values.length(); i++) {
      values.putScalar(i, values.getFloat(i) + 0.1 * random.nextGaussian());
    }
    return values;
  }
}
