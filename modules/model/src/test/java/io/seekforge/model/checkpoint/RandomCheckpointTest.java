package io.seekforge.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.PackedSequence;
import io.seekforge.api.SeekforgeException;
import io.seekforge.model.CausalModel;
import io.seekforge.model.ConfigFiles;
import io.seekforge.model.ModelWorker;
import io.seekforge.model.Precision;
import io.seekforge.model.WeightCatalog;
import io.seekforge.model.WeightSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RandomCheckpointTest {
  private static final long SEED = 11;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen3", "deepseek_v2", "deepseek_v3"})
  void itIsTheRandomModel(String type) {
    Path like = ConfigFiles.write(folder.resolve("like"), type);
    Path out = folder.resolve("out");
    RandomCheckpoint.write(out, like, Dtype.F32, SEED);
    assertThat(HfConfig.read(out)).isEqualTo(HfConfig.read(like));
    try (CausalModel loaded = CausalModel.load(out, Precision.FP32);
        CausalModel random = CausalModel.random(HfConfig.read(like), SEED, Precision.FP32)) {
      assertThat(logits(loaded)).isEqualTo(logits(random));
    }
  }

  @Test
  void bf16IsTheRandomModelInBf16() throws IOException {
    Path like = ConfigFiles.write(folder.resolve("like"), "qwen2");
    Path out = folder.resolve("out");
    RandomCheckpoint.write(out, like, Dtype.BF16, SEED);
    assertThat(Files.readString(out.resolve("config.json")))
        .contains("\"torch_dtype\" : \"bfloat16\"", "\"dtype\" : \"bfloat16\"");
    try (CausalModel loaded = CausalModel.load(out, Precision.BF16);
        CausalModel random = CausalModel.random(HfConfig.read(like), SEED, Precision.BF16)) {
      assertThat(logits(loaded)).isEqualTo(logits(random));
    }
  }

  @Test
  void weightsDoNotDependOnTheShards() throws IOException {
    Path like = ConfigFiles.write(folder.resolve("like"), "deepseek_v3");
    RandomCheckpoint.write(folder.resolve("one"), like, Dtype.BF16, SEED);
    RandomCheckpoint.write(folder.resolve("again"), like, Dtype.BF16, SEED);
    RandomCheckpoint.write(folder.resolve("many"), like, Dtype.BF16, SEED, 100_000);
    RandomCheckpoint.write(folder.resolve("other"), like, Dtype.BF16, SEED + 1);
    assertThat(folder.resolve("again/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("one/model.safetensors"));
    assertThat(folder.resolve("many/model.safetensors.index.json")).exists();
    WeightIndex one = WeightIndex.open(folder.resolve("one"));
    WeightIndex many = WeightIndex.open(folder.resolve("many"));
    WeightIndex other = WeightIndex.open(folder.resolve("other"));
    assertThat(many.shards()).hasSizeGreaterThan(3);
    for (WeightSpec spec : WeightCatalog.of(HfConfig.read(like))) {
      float[] values = one.floats(spec.name(), spec.shape());
      assertThat(many.floats(spec.name(), spec.shape())).isEqualTo(values);
      if (spec.role() == WeightSpec.Role.LINEAR) {
        assertThat(other.floats(spec.name(), spec.shape())).isNotEqualTo(values);
      }
    }
  }

  @Test
  void theQuantisationOfTheOriginalIsNotClaimed() throws IOException {
    String quantised =
        "\"quantization_config\":{\"quant_method\":\"fp8\",\"weight_block_size\":[128,128]},";
    Path like = ConfigFiles.write(folder.resolve("like"), "deepseek_v3", quantised);
    RandomCheckpoint.write(folder.resolve("out"), like, Dtype.BF16, SEED);
    assertThat(Files.readString(folder.resolve("out/config.json")))
        .doesNotContain("quantization_config");
  }

  @Test
  void nothingIsLeftOfAModelThatIsNotSupported() {
    Path like = ConfigFiles.write(folder.resolve("like"), "mamba");
    assertThatThrownBy(() -> RandomCheckpoint.write(folder.resolve("out"), like, Dtype.BF16, SEED))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("model_type \"mamba\" is not supported");
    assertThat(folder.toFile().list()).containsExactly("like");
  }

  private static float[] logits(CausalModel model) {
    int[] ids = IntStream.range(0, 20).map(i -> 7 * i % 60).toArray();
    PackedSequence sequence = PackedSequence.single(ids, ids, "a");
    try (ModelWorker worker = model.worker(null)) {
      return worker.logits(sequence);
    }
  }
}
