package io.seekforge.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.PackedSequence;
import io.seekforge.api.SeekforgeException;
import io.seekforge.model.CausalModel;
import io.seekforge.model.FullParameters;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ModelWorker;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.Precision;
import io.seekforge.model.TinyModels;
import io.seekforge.model.WeightCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Layouts of Mixtral checkpoints, and mixtures made of dense ones. */
final class MixtralTest {
  private static final Path CASE = Path.of("src/test/resources/parity/mixtral");

  @TempDir Path folder;
  private Path base;

  @BeforeEach
  void makeBase() {
    base = llama("base", TinyModels.llama(false), 1);
  }

  private Path llama(String name, ModelConfig config, long seed) {
    Path target = folder.resolve(name);
    try (CausalModel model = CausalModel.random(config, seed, Precision.FP32)) {
      FullParameters all = new FullParameters();
      INDArray values = model.initialParameters(all, 0);
      HfCheckpoint.write(target, config, model.layout(all), values, Dtype.F32, null);
    }
    return target;
  }

  /** The base with a tenth of noise on every weight: what training does, more or less. */
  private Path branch(String name, long seed) {
    WeightIndex weights = WeightIndex.open(base);
    ModelConfig config = HfConfig.read(base);
    ParameterLayout layout = ParameterLayout.of(config, new FullParameters());
    INDArray values = Nd4j.zeros(DataType.FLOAT, layout.size());
    Random random = new Random(seed);
    for (ParameterLayout.Entry entry : layout.entries()) {
      float[] floats = weights.file(entry.name()).floats(entry.name());
      for (int i = 0; i < floats.length; i++) {
        values.putScalar(entry.offset() + i, floats[i] + 0.03 * random.nextGaussian());
      }
    }
    HfCheckpoint.write(folder.resolve(name), base, layout, values);
    return folder.resolve(name);
  }

  /** {@code fused} was written by transformers with {@code save_original_format=False}. */
  @Test
  void bothLayoutsAreTheSameWeights() {
    WeightIndex plain = WeightIndex.open(CASE.resolve("model"));
    WeightIndex fused = WeightIndex.open(CASE.resolve("fused"));
    assertThat(fused.names()).isEqualTo(plain.names());
    for (String name : plain.names()) {
      assertThat(fused.floats(name, plain.file(name).tensor(name).shape()))
          .as(name)
          .isEqualTo(plain.file(name).floats(name));
    }
    assertThat(logits(CASE.resolve("fused"))).isEqualTo(logits(CASE.resolve("model")));
  }

  @Test
  void equalBranchesAreTheirBase() {
    Path mixture = folder.resolve("mixture");
    MixtralUpcycle.write(mixture, List.of(base, base, base), 2, 7);
    ModelConfig config = HfConfig.read(mixture);
    assertThat(config.modelType()).isEqualTo("mixtral");
    assertThat(config.moe().experts()).isEqualTo(3);
    assertThat(WeightCatalog.of(config)).hasSize(WeightIndex.open(mixture).names().size());
    float[] expected = logits(base);
    float[] actual = logits(mixture);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], Offset.offset(1e-4f));
    }
  }

  @Test
  void feedForwardsBecomeExpertsAndTheRestIsTheMean() throws IOException {
    Path one = branch("one", 1);
    Path two = branch("two", 2);
    Path mixture = folder.resolve("mixture");
    MixtralUpcycle.write(mixture, List.of(one, two), 1, 7);
    String up = "model.layers.1.block_sparse_moe.experts.1.w3.weight";
    assertThat(floats(mixture, up)).isEqualTo(floats(two, "model.layers.1.mlp.up_proj.weight"));
    String query = "model.layers.0.self_attn.q_proj.weight";
    float[] left = floats(one, query);
    float[] right = floats(two, query);
    float[] mean = new float[left.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (((double) left[i] + right[i]) / 2);
    }
    assertThat(floats(mixture, query)).isEqualTo(mean);
    Path again = folder.resolve("again");
    MixtralUpcycle.write(again, List.of(one, two), 1, 7);
    assertThat(again.resolve("model.safetensors"))
        .hasSameBinaryContentAs(mixture.resolve("model.safetensors"));
    MixtralUpcycle.write(again, List.of(one, two), 1, 8);
    assertThat(
            Files.mismatch(
                again.resolve("model.safetensors"), mixture.resolve("model.safetensors")))
        .isNotNegative();
  }

  @Test
  void whatDoesNotBelongTogetherIsRefused() throws IOException {
    Path other = llama("other", TinyModels.llama(false), 2);
    assertRefused(
        "they are not branches of one base (cosine of model.layers.0.self_attn.q_proj",
        base,
        other);
    Path tied = llama("tied", TinyModels.llama(true), 1);
    assertRefused("their shapes differ (tiedEmbeddings false and true)", base, tied);
    Path qwen = llama("qwen", TinyModels.qwen3(), 1);
    assertRefused("a mixture is made of llama models without biases (it is qwen3)", base, qwen);
    Path one = branch("one", 1);
    Files.writeString(one.resolve("tokenizer.json"), "{}");
    assertRefused("their tokenizers (tokenizer.json) differ", base, one);
    assertRefused("Cannot make a mixture of 1 branch", base);
    assertThatThrownBy(() -> MixtralUpcycle.write(folder.resolve("m"), List.of(base, base), 3, 1))
        .hasMessage("Invalid top-k 3: must be 1 to 2, the number of branches");
    assertThat(folder.resolve("m")).doesNotExist();
  }

  private void assertRefused(String message, Path... branches) {
    assertThatThrownBy(() -> MixtralUpcycle.write(folder.resolve("m"), List.of(branches), 1, 1))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining(message);
    assertThat(folder.resolve("m")).doesNotExist();
  }

  private static float[] floats(Path model, String name) {
    return WeightIndex.open(model).file(name).floats(name);
  }

  private static float[] logits(Path folder) {
    try (CausalModel model = CausalModel.load(folder, Precision.FP32);
        ModelWorker worker = model.worker(null)) {
      int[] ids = {3, 9, 20, 4, 31, 8, 8, 17};
      float[] logits = worker.logits(PackedSequence.single(ids, ids, "d"));
      return Arrays.copyOf(logits, logits.length);
    }
  }
}
