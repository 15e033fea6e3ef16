package io.seekforge.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.PackedSequence;
import io.seekforge.api.SeekforgeException;
import io.seekforge.model.WeightSpec.Role;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.model.checkpoint.SafetensorsWriter;
import io.seekforge.model.optim.AdamW;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;
import io.seekforge.tensor.cpu.CpuBackend;
import io.seekforge.tensor.cpu.OptimizerKernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Whole models with quantised linears: gradients, training, what is refused. */
final class QuantizedModelTest {
  private static final LoraConfig LORA =
      new LoraConfig(4, 8, 0, false, List.of(LoraConfig.ALL_LINEAR));
  private static final int STEPS = 50;

  @TempDir Path folder;

  static Stream<Arguments> quantisedShapes() {
    return Stream.of("llama", "qwen2", "deepseek_v2", "deepseek_v3")
        .flatMap(
            type ->
                Stream.of(Precision.INT8, Precision.NF4, Precision.FP8)
                    .map(precision -> Arguments.of(type, precision)));
  }

  /** The gradient is that of the model whose float32 weights are the restored ones. */
  @ParameterizedTest
  @MethodSource("quantisedShapes")
  void gradientsAreThoseOfTheRestoredWeights(String type, Precision precision) {
    ModelConfig config = HfConfig.read(ConfigFiles.write(folder, type));
    writeRestored(config, precision);
    PackedSequence sequence = TinyModels.sequence(5, config.vocabSize(), 7, 1, 12);
    try (CausalModel quantised = CausalModel.random(config, 3, precision);
        CausalModel restored = CausalModel.load(folder, Precision.FP32)) {
      float[] actual = gradient(quantised, sequence);
      float[] expected = gradient(restored, sequence);
      double difference = 0;
      double norm = 0;
      for (int i = 0; i < actual.length; i++) {
        difference += Math.pow((double) actual[i] - expected[i], 2);
        norm += Math.pow(expected[i], 2);
      }
      assertThat(norm).isPositive();
      // The head and what else is not quantised stays in bfloat16; restored weights are packed, and
      // with AVX2 their products are added up in another order.
      double tolerance = TinyModels.roundsActivations() ? 1e-2 : 1e-5;
      assertThat(Math.sqrt(difference / norm)).isLessThan(tolerance);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INT8", "NF4", "FP8"})
  void aTrainedStoryTellerLearnsAsInBf16(Precision precision) throws IOException {
    Path model = SharedData.path("models/stories260K");
    List<PackedSequence> sequences = stories(model);
    double reference = lossAfterTraining(CausalModel.load(model, Precision.BF16), sequences);
    double loss = lossAfterTraining(CausalModel.load(model, precision), sequences);
    assertThat(loss).isCloseTo(reference, within(0.02 * reference));
  }

  @ParameterizedTest
  @EnumSource(names = {"INT8", "NF4", "FP8"})
  void aRandomModelLearnsAsInBf16(Precision precision) {
    ModelConfig config = HfConfig.read(ConfigFiles.write(folder, "qwen2"));
    List<PackedSequence> sequences = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      sequences.add(TinyModels.sequence(i, config.vocabSize(), 20, 12));
    }
    double before = Math.log(config.vocabSize());
    double reference = lossAfterTraining(CausalModel.random(config, 3, Precision.BF16), sequences);
    double loss = lossAfterTraining(CausalModel.random(config, 3, precision), sequences);
    assertThat(reference).isLessThan(0.9 * before);
    assertThat(loss).isCloseTo(reference, within(0.02 * reference));
  }

  @Test
  void everyParameterOfAQuantisedModelCannotBeTrained() {
    try (CausalModel model = CausalModel.random(TinyModels.llama(true), 3, Precision.NF4)) {
      assertThatThrownBy(() -> model.initialParameters(new FullParameters(), 1))
          .isInstanceOf(SeekforgeException.class)
          .hasMessageContaining("Cannot train weights of a model in nf4");
    }
  }

  @Test
  void precisionsHaveWords() {
    for (Precision precision : Precision.values()) {
      assertThat(Precision.of(precision.word())).isEqualTo(precision);
    }
    assertThatThrownBy(() -> Precision.of("int4"))
        .hasMessage("Invalid precision \"int4\" (one of fp32, bf16, int8, nf4, fp8)");
  }

  /** The random model of the seed with every weight stored and read back as the precision does. */
  private void writeRestored(ModelConfig config, Precision precision) {
    SafetensorsWriter writer = new SafetensorsWriter();
    try (Backend backend = new CpuBackend()) {
      for (WeightSpec spec : WeightCatalog.of(config)) {
        float[] values = new float[(int) spec.size()];
        InitialWeights weights = new InitialWeights(config, spec, 3);
        weights.read(0, values, values.length);
        int rows = spec.shape().length == 1 ? 1 : (int) spec.shape()[0];
        int columns = values.length / rows;
        ElementType type = precision.type(spec.role());
        try (Storage storage =
            type.quantized()
                ? backend.quantize(weights, rows, columns, type)
                : backend.allocate(type, values.length)) {
          Tensor tensor = Tensor.of(storage, rows, columns);
          if (!type.quantized()) {
            backend.write(values, tensor);
          }
          assertThat(type.quantized()).isEqualTo(spec.role() == Role.LINEAR);
          backend.read(tensor, values);
        }
        writer.add(spec.name(), spec.shape(), values);
      }
    }
    writer.write(folder.resolve("model.safetensors"));
  }

  private static float[] gradient(CausalModel model, PackedSequence sequence) {
    INDArray values = model.initialParameters(LORA, 1);
    Random random = new Random(1);
    for (long i = 0; i < values.length(); i++) {
      values.putScalar(i, values.getFloat(i) + 0.02 * random.nextGaussian());
    }
    INDArray gradient = Nd4j.zeros(DataType.FLOAT, values.length());
    try (ModelWorker worker = model.worker(LORA)) {
      worker.use(values);
      worker.gradient(sequence, gradient);
    }
    return gradient.data().asFloat();
  }

  private static List<PackedSequence> stories(Path model) throws IOException {
    JsonNode expected = new ObjectMapper().readTree(model.resolve("expected.json").toFile());
    List<PackedSequence> sequences = new ArrayList<>();
    for (JsonNode prompt : expected.path("prompts")) {
      JsonNode ids = prompt.path("ids");
      int[] tokens = new int[ids.size()];
      Arrays.setAll(tokens, i -> ids.get(i).intValue());
      if (tokens.length > 1) {
        sequences.add(PackedSequence.single(tokens, tokens, "story"));
      }
    }
    assertThat(sequences).hasSizeGreaterThan(3);
    return sequences;
  }

  /** Mean loss after 50 steps on all sequences; closes the model. */
  private static double lossAfterTraining(CausalModel model, List<PackedSequence> sequences) {
    try (CausalModel closing = model;
        ModelWorker worker = closing.worker(LORA)) {
      INDArray values = closing.initialParameters(LORA, 1);
      INDArray gradient = Nd4j.zeros(DataType.FLOAT, values.length());
      AdamW optimizer = new AdamW(values.length(), 0.9, 0.999, 1e-8, 0);
      double loss = 0;
      for (int step = 0; step <= STEPS; step++) {
        OptimizerKernels.zero(gradient);
        worker.use(values);
        double sum = 0;
        long labels = 0;
        for (PackedSequence sequence : sequences) {
          LossSum part = worker.gradient(sequence, gradient);
          sum += part.mean() * part.labelTokens();
          labels += part.labelTokens();
        }
        loss = sum / labels;
        OptimizerKernels.scale(gradient, (float) (1.0 / labels));
        AdamW.clipGradNorm(gradient, 1);
        optimizer.step(values, gradient, 1e-3);
      }
      return loss;
    }
  }
}
