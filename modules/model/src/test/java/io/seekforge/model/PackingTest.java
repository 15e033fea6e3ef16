package io.seekforge.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.api.PackedSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Documents packed into one sequence have the loss and the gradients that they have alone, whatever
 * the shape of the model: neither attention nor positions nor labels reach across documents.
 */
class PackingTest {
  private static final int SEEDS = 4;

  /**
   * Sums of a few hundred float32 terms in another order differ by some 1e-6 of their size; a
   * document that saw another would differ by order 1.
   */
  private static final double TOLERANCE = 1e-5;

  /** A random model, what is trained on it, and random documents. */
  record Case(String name, ModelConfig config, Trainable trainable, PackedSequence packed) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (String architecture : TinyModels.ARCHITECTURES) {
      for (int seed = 0; seed < SEEDS; seed++) {
        for (boolean full : new boolean[] {false, true}) {
          String name = architecture + (full ? " full " : " LoRA ") + seed;
          cases.add(randomCase(name, architecture, full, new Random(name.hashCode())));
        }
      }
    }
    return cases.stream();
  }

  private static Case randomCase(String name, String architecture, boolean full, Random random) {
    ModelConfig config = TinyModels.random(architecture, random);
    Trainable trainable = full ? new FullParameters() : lora(config, random);
    int[] lengths = random.ints(1 + random.nextInt(6), 1, 24).toArray();
    return new Case(
        name,
        config,
        trainable,
        TinyModels.sequence(random.nextLong(), config.vocabSize(), lengths));
  }

  private static LoraConfig lora(ModelConfig config, Random random) {
    List<String> all = List.of(LoraConfig.ALL_LINEAR);
    List<String> some =
        config.mla() == null
            ? List.of("q_proj", "v_proj", "down_proj")
            : List.of("kv_b_proj", "o_proj", "up_proj");
    return new LoraConfig(
        1 + random.nextInt(5), 4, 0, random.nextBoolean(), random.nextBoolean() ? all : some);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void packedDocumentsGiveTheSameAsSeparateOnes(Case test) {
    try (CausalModel model = CausalModel.random(test.config(), 3, Precision.FP32);
        ModelWorker worker = model.worker(test.trainable())) {
      INDArray values = moved(model, test.trainable());
      INDArray together = Nd4j.zeros(DataType.FLOAT, values.length());
      INDArray apart = Nd4j.zeros(DataType.FLOAT, values.length());
      worker.use(values);
      LossSum loss = worker.gradient(test.packed(), together);
      LossSum sum = LossSum.ZERO;
      for (PackedSequence document : documents(test.packed())) {
        sum = sum.plus(worker.gradient(document, apart));
      }
      assertThat(sum.labelTokens())
          .isEqualTo(loss.labelTokens())
          .isEqualTo(test.packed().labelTokens());
      assertThat(sum.correctTokens()).isEqualTo(loss.correctTokens());
      assertThat(loss.loss()).isCloseTo(sum.loss(), within(TOLERANCE * sum.loss()));
      double norm = apart.norm2Number().doubleValue();
      double distance = apart.sub(together).norm2Number().doubleValue();
      assertThat(distance).isLessThanOrEqualTo(TOLERANCE * norm);
      if (loss.labelTokens() > 0) {
        assertThat(norm).isPositive();
      }
    }
  }

  private static INDArray moved(CausalModel model, Trainable trainable) {
    INDArray values = model.initialParameters(trainable, 11);
    Random random = new Random(4);
    for (long i = 0; i < values.length(); i++) {
      values.putScalar(i, values.getFloat(i) + 0.1 * random.nextGaussian());
    }
    return values;
  }

  private static List<PackedSequence> documents(PackedSequence packed) {
    List<PackedSequence> documents = new ArrayList<>();
    int[] starts = packed.documentStarts();
    for (int i = 0; i < starts.length; i++) {
      int from = starts[i];
      int to = i + 1 < starts.length ? starts[i + 1] : packed.length();
      documents.add(
          PackedSequence.single(
              Arrays.copyOfRange(packed.inputIds(), from, to),
              Arrays.copyOfRange(packed.labels(), from, to),
              packed.documentIds().get(i)));
    }
    return documents;
  }
}
