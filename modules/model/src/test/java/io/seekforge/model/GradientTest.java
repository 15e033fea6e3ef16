package io.seekforge.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.PackedSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Whole models: gradients against finite differences, threads, recomputation. */
class GradientTest {
  private static final List<String> ALL = List.of(LoraConfig.ALL_LINEAR);
  private static final LoraConfig LORA = new LoraConfig(3, 6, 0, false, ALL);
  private static final LoraConfig DROPPING = new LoraConfig(3, 6, 0.3, false, ALL);
  private static final LoraConfig DIRECTED = new LoraConfig(3, 6, 0.3, false, true, ALL);

  /** What the masks of a test follow from. */
  private static final long DRAWS = 77;

  /** Routing jumps: where the largest step crosses to other experts, a smaller one must not. */
  private static final double[] STEPS = {5e-3, 1e-3, 2e-4};

  /** A model and what is trained on it. */
  record Case(String name, ModelConfig config, Trainable trainable) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Trainable trainable : List.of(LORA, DROPPING, new FullParameters())) {
      String suffix =
          trainable == LORA ? " LoRA" : trainable == DROPPING ? " LoRA dropout" : " full";
      cases.add(new Case("llama" + suffix, TinyModels.llama(false), trainable));
      cases.add(new Case("llama tied" + suffix, TinyModels.llama(true), trainable));
      cases.add(new Case("qwen2" + suffix, TinyModels.qwen2(), trainable));
      cases.add(new Case("qwen3" + suffix, TinyModels.qwen3(), trainable));
      cases.add(new Case("latent attention" + suffix, TinyModels.latent(0), trainable));
      cases.add(new Case("latent queries" + suffix, TinyModels.latent(7), trainable));
      for (MoeConfig.Gate gate : MoeConfig.Gate.values()) {
        cases.add(new Case(gate + suffix, TinyModels.experts(gate), trainable));
      }
    }
    MixtureConfig mixture = new MixtureConfig(LORA, 4, 2);
    cases.add(new Case("mixture of adapters", TinyModels.llama(false), mixture));
    cases.add(new Case("mixture of adapters, biases", TinyModels.qwen2(), mixture));
    return cases.stream();
  }

  /** With DoRA too: that the length of V is a constant to A and B, no difference can show. */
  static Stream<Case> allCases() {
    Stream<Case> directed =
        Stream.of(
                TinyModels.llama(true),
                TinyModels.qwen2(),
                TinyModels.experts(MoeConfig.Gate.SIGMOID_CORRECTED))
            .map(config -> new Case(config.modelType() + " DoRA dropout", config, DIRECTED));
    return Stream.concat(cases(), directed);
  }

  /** Every tensor's gradient along a random direction, by central differences; masks are fixed. */
  @ParameterizedTest
  @MethodSource("allCases")
  void gradientsAgreeWithFiniteDifferences(Case test) {
    try (CausalModel model = CausalModel.random(test.config(), 3, Precision.FP32);
        ModelWorker worker = model.worker(test.trainable())) {
      PackedSequence sequence = TinyModels.sequence(5, 50, 7, 1, 12);
      INDArray values = randomized(model, test.trainable());
      INDArray gradient = Nd4j.zeros(DataType.FLOAT, values.length());
      worker.use(values);
      worker.gradient(sequence, DRAWS, gradient);
      for (ParameterLayout.Entry entry : model.layout(test.trainable()).entries()) {
        if (test.trainable() == DIRECTED && !entry.name().endsWith("magnitude_vector")) {
          continue;
        }
        float[] direction = direction(entry, gradient);
        double actual = 0;
        for (int i = 0; i < direction.length; i++) {
          actual += (double) gradient.getFloat(entry.offset() + i) * direction[i];
        }
        List<Double> differences = new ArrayList<>();
        for (double step : STEPS) {
          differences.add(difference(worker, sequence, values, entry, direction, step));
        }
        double slope = actual;
        assertThat(differences)
            .as(entry.name() + " " + actual)
            .anyMatch(d -> Math.abs(d - slope) < 1e-2 * Math.abs(d) + 2e-3);
      }
    }
  }

  /** Half along the gradient, so that the difference is far above rounding, half at random. */
  private static float[] direction(ParameterLayout.Entry entry, INDArray gradient) {
    Random random = new Random(entry.name().hashCode());
    float[] direction = new float[(int) entry.size()];
    double norm = 0;
    for (int i = 0; i < direction.length; i++) {
      norm += Math.pow(gradient.getFloat(entry.offset() + i), 2);
    }
    for (int i = 0; i < direction.length; i++) {
      double along = gradient.getFloat(entry.offset() + i) / Math.sqrt(norm + 1e-12);
      direction[i] = (float) (along + random.nextGaussian() / Math.sqrt(direction.length));
    }
    return direction;
  }

  private static double difference(
      ModelWorker worker,
      PackedSequence sequence,
      INDArray values,
      ParameterLayout.Entry entry,
      float[] direction,
      double step) {
    double[] loss = new double[2];
    float[] before = new float[direction.length];
    INDArray unused = Nd4j.zeros(DataType.FLOAT, values.length());
    for (int i = 0; i < before.length; i++) {
      before[i] = values.getFloat(entry.offset() + i);
    }
    for (int side = 0; side < 2; side++) {
      for (int i = 0; i < before.length; i++) {
        double shift = (side == 0 ? step : -step) * direction[i];
        values.putScalar(entry.offset() + i, before[i] + shift);
      }
      worker.use(values);
      loss[side] = worker.gradient(sequence, DRAWS, unused).loss();
    }
    for (int i = 0; i < before.length; i++) {
      values.putScalar(entry.offset() + i, before[i]);
    }
    worker.use(values);
    return (loss[0] - loss[1]) / (2 * step);
  }

  @ParameterizedTest
  @MethodSource("allCases")
  void bitsDependNeitherOnThreadsNorOnRecomputation(Case test) {
    try (CausalModel model = CausalModel.random(test.config(), 3, Precision.FP32)) {
      List<PackedSequence> sequences = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        sequences.add(TinyModels.sequence(20 + i, 50, 3 + i, 4, 30 - 2 * i));
      }
      INDArray values = randomized(model, test.trainable());
      INDArray one = gradient(model, test.trainable(), values, sequences, 1, false);
      INDArray two = gradient(model, test.trainable(), values, sequences, 2, false);
      INDArray again = gradient(model, test.trainable(), values, sequences, 3, true);
      assertThat(two.data().asFloat()).isEqualTo(one.data().asFloat());
      assertThat(again.data().asFloat()).isEqualTo(one.data().asFloat());
      assertThat(one.norm2Number().doubleValue()).isPositive();
    }
  }

  private static INDArray gradient(
      CausalModel model,
      Trainable trainable,
      INDArray values,
      List<PackedSequence> sequences,
      int threads,
      boolean recompute) {
    INDArray sum = Nd4j.zeros(DataType.FLOAT, values.length());
    try (ParallelGradient parallel =
        new ParallelGradient(model, trainable, threads, sequences.size(), recompute)) {
      parallel.compute(values, sequences, DRAWS, sum);
    }
    return sum;
  }

  /** Initial values moved a little, so that no gradient is zero because B is. */
  private static INDArray randomized(CausalModel model, Trainable trainable) {
    INDArray values = model.initialParameters(trainable, 11);
    Random random = new Random(4);
    for (long i = 0; i < values.length(); i++) {
      values.putScalar(i, values.getFloat(i) + 0.1 * random.nextGaussian());
    }
    return values;
  }
}
