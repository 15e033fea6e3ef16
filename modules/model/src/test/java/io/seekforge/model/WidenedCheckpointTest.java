package io.seekforge.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.api.PackedSequence;
import io.seekforge.model.checkpoint.Dtype;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.model.checkpoint.RandomCheckpoint;
import io.seekforge.tensor.ElementType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Checkpoints in bf16 that are computed in fp32. */
final class WidenedCheckpointTest {
  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void place() {
    model = folder.resolve("model");
  }

  private ModelConfig write(String type) {
    RandomCheckpoint.write(model, ConfigFiles.write(folder, type), Dtype.BF16, 3);
    return HfConfig.read(model);
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen3", "deepseek_v2", "deepseek_v3"})
  void weightsThatStayInBf16GiveTheSameLossAndGradients(String type) {
    ModelConfig config = write(type);
    PackedSequence sequence = TinyModels.sequence(5, config.vocabSize(), 7, 1, 12);
    try (CausalModel stays = CausalModel.load(model, config, Precision.FP32, PackedPlan.none());
        CausalModel converted = CausalModel.load(model, Precision.FP32)) {
      same(stays, converted, sequence, adapters(false));
      same(stays, converted, sequence, adapters(true));
      same(stays, converted, sequence, new FullParameters());
    }
  }

  private static LoraConfig adapters(boolean dora) {
    return new LoraConfig(4, 8, 0, dora, List.of(LoraConfig.ALL_LINEAR));
  }

  private static void same(
      CausalModel stays, CausalModel converted, PackedSequence sequence, Trainable trainable) {
    INDArray values = converted.initialParameters(trainable, 1);
    assertThat(stays.initialParameters(trainable, 1)).isEqualTo(values);
    INDArray moved = values.dup();
    Random random = new Random(1);
    for (long i = 0; i < moved.length(); i++) {
      moved.putScalar(i, moved.getFloat(i) + 0.02 * random.nextGaussian());
    }
    INDArray actual = Nd4j.zeros(DataType.FLOAT, values.length());
    INDArray expected = Nd4j.zeros(DataType.FLOAT, values.length());
    double loss = gradient(converted, trainable, moved, sequence, expected);
    assertThat(gradient(stays, trainable, moved, sequence, actual))
        .isCloseTo(loss, within(1e-6 * loss));
    assertThat(actual.sub(expected).norm2Number().doubleValue())
        .isLessThan(1e-5 * expected.norm2Number().doubleValue());
  }

  private static double gradient(
      CausalModel model,
      Trainable trainable,
      INDArray values,
      PackedSequence sequence,
      INDArray gradient) {
    try (ModelWorker worker = model.worker(trainable)) {
      worker.use(values);
      return worker.gradient(sequence, gradient).mean();
    }
  }

  @Test
  void matricesStayInBf16WhereProductsHaveNoCopies() {
    ModelConfig config = write("deepseek_v2");
    try (CausalModel stays = CausalModel.load(model, config, Precision.FP32, PackedPlan.none());
        CausalModel packed = CausalModel.load(model, Precision.FP32)) {
      Map<String, ElementType> types = stays.weightTypes();
      Map<String, ElementType> copied = packed.weightTypes();
      for (WeightSpec spec : WeightCatalog.of(config)) {
        boolean matrix =
            switch (spec.role()) {
              case EMBEDDING, LINEAR, HEAD -> true;
              default -> false;
            };
        assertThat(types.get(spec.name()))
            .as(spec.name())
            .isEqualTo(matrix ? ElementType.BFLOAT16 : ElementType.FLOAT32);
        boolean embedding = spec.role() == WeightSpec.Role.EMBEDDING;
        assertThat(copied.get(spec.name()))
            .as(spec.name())
            .isEqualTo(embedding ? ElementType.BFLOAT16 : ElementType.FLOAT32);
        assertThat(Precision.FP32.bytes(spec, Dtype.BF16, false))
            .isEqualTo(spec.size() * types.get(spec.name()).bytes());
      }
    }
  }
}
