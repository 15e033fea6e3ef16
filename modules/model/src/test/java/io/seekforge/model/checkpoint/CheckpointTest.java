package io.seekforge.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.CausalModel;
import io.seekforge.model.FullParameters;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.Precision;
import io.seekforge.model.SharedData;
import io.seekforge.model.Trainable;
import io.seekforge.model.WeightCatalog;
import io.seekforge.model.WeightSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class CheckpointTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"llama-gqa", "llama3-rope-rslora", "qwen3", "deepseek-v3"})
  void anAdapterOfPeftComesOutAsItWentIn(String name) throws IOException {
    Path original = SharedData.path("parity/" + name + "/adapter");
    PeftAdapter adapter = PeftAdapter.read(original);
    ParameterLayout layout = layout(HfConfig.read(original.resolveSibling("model")), adapter);
    INDArray values = adapter.parameters(layout);
    Path copy = folder.resolve("copy");
    PeftAdapter.write(copy, adapter.config(), layout, values, "base");
    assertThat(
            Files.mismatch(
                copy.resolve(PeftAdapter.WEIGHTS), original.resolve(PeftAdapter.WEIGHTS)))
        .isEqualTo(-1);
    PeftAdapter again = PeftAdapter.read(copy);
    assertThat(again.baseName()).isEqualTo("base");
    assertThat(again.config().targets())
        .containsExactlyInAnyOrderElementsOf(adapter.config().targets());
    assertThat(again.config().scale()).isEqualTo(adapter.config().scale());
    assertThat(again.parameters(layout)).isEqualTo(values);
  }

  @Test
  void allLinearIsSpeltOut() {
    LoraConfig config = new LoraConfig(2, 4, 0, false, List.of(LoraConfig.ALL_LINEAR));
    ParameterLayout layout =
        layout(HfConfig.read(SharedData.path("parity/llama-gqa/model")), config);
    INDArray values = Nd4j.rand(DataType.FLOAT, layout.size());
    PeftAdapter.write(folder.resolve("a"), config, layout, values, "");
    PeftAdapter adapter = PeftAdapter.read(folder.resolve("a"));
    assertThat(adapter.config().targets())
        .containsExactly(
            "down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj");
    assertThat(adapter.parameters(layout)).isEqualTo(values);
  }

  @Test
  void anAdapterThatDoesNotFitIsRefused() throws IOException {
    Path original = SharedData.path("parity/llama-gqa/adapter");
    PeftAdapter adapter = PeftAdapter.read(original);
    ModelConfig other = HfConfig.read(SharedData.path("parity/deepseek-v3/model"));
    LoraConfig latent = new LoraConfig(4, 8, 0, false, List.of("o_proj"));
    assertThatThrownBy(() -> adapter.parameters(layout(other, latent)))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("fits no target layer");
    LoraConfig wider = new LoraConfig(5, 8, 0, false, adapter.config().targets());
    ModelConfig own = HfConfig.read(SharedData.path("parity/llama-gqa/model"));
    assertThatThrownBy(() -> adapter.parameters(layout(own, wider)))
        .hasMessageContaining("must have the shape [5, ");
    assertThatThrownBy(
            () ->
                MergedCheckpoint.write(
                    SharedData.path("parity/deepseek-v3/model"), adapter, folder.resolve("m")))
        .hasMessageContaining("has no tensor \"model.layers.0.self_attn.k_proj.weight\"");
    assertThat(folder.resolve("m")).doesNotExist();
  }

  @Test
  void featuresOfPeftThatAreMissingAreRefusedByName() throws IOException {
    Path original = SharedData.path("parity/llama-gqa/adapter");
    String json = Files.readString(original.resolve(PeftAdapter.CONFIG));
    Files.copy(original.resolve(PeftAdapter.WEIGHTS), folder.resolve(PeftAdapter.WEIGHTS));
    String[][] edits = {
      {
        "\"fan_in_fan_out\": false",
        "\"fan_in_fan_out\": true",
        "fan_in_fan_out true is not supported"
      },
      {"\"modules_to_save\": null", "\"modules_to_save\": [\"lm_head\"]", "modules_to_save"},
      {"\"bias\": \"none\"", "\"bias\": \"all\"", "bias all"},
      {
        "\"rank_pattern\": {}",
        "\"rank_pattern\": {\"q_proj\": 3}",
        "has rank 4, the configuration says 3"
      },
      {
        "\"rank_pattern\": {}",
        "\"rank_pattern\": {\"(a+)+b\": 3}",
        "rank_pattern \"(a+)+b\" is not supported"
      },
      {"\"alpha_pattern\": {}", "\"alpha_pattern\": {\"(\": 3}", "alpha_pattern \"(\""},
      {"\"alpha_pattern\": {}", "\"alpha_pattern\": {\"q_proj\": \"x\"}", "q_proj is \"x\""},
      {"\"peft_type\": \"LORA\"", "\"peft_type\": \"IA3\"", "peft_type \"IA3\""},
      {"\"r\": 4", "\"r\": 8", "has rank 4, the configuration says 8"},
      {"\"r\": 4", "\"r\": 0", "r is 0"},
      {
        "\"init_lora_weights\": true", "\"init_lora_weights\": \"pissa\"", "init_lora_weights pissa"
      },
    };
    for (String[] edit : edits) {
      assertThat(json).contains(edit[0]);
      Files.writeString(folder.resolve(PeftAdapter.CONFIG), json.replace(edit[0], edit[1]));
      assertThatThrownBy(() -> PeftAdapter.read(folder))
          .isInstanceOf(SeekforgeException.class)
          .hasMessageContaining(edit[2]);
    }
  }

  @Test
  void mergingAddsTheScaledProduct() {
    Path base = SharedData.path("parity/llama3-rope-rslora/model");
    PeftAdapter adapter = PeftAdapter.read(base.resolveSibling("adapter"));
    Path out = folder.resolve("merged");
    MergedCheckpoint.write(base, adapter, out);
    WeightIndex before = WeightIndex.open(base);
    WeightIndex after = WeightIndex.open(out);
    assertThat(after.names()).isEqualTo(before.names());
    assertThat(HfConfig.read(out)).isEqualTo(HfConfig.read(base));
    for (WeightSpec spec : WeightCatalog.of(HfConfig.read(base))) {
      float[] expected = before.floats(spec.name(), spec.shape());
      if (adapter.changes(spec.module())) {
        addProduct(adapter, spec, expected);
      }
      float[] merged = after.floats(spec.name(), spec.shape());
      for (int i = 0; i < expected.length; i++) {
        assertThat(merged[i]).isCloseTo(expected[i], Offset.offset(2e-6f));
      }
    }
  }

  private static void addProduct(PeftAdapter adapter, WeightSpec spec, float[] weights) {
    int rows = (int) spec.shape()[0];
    int columns = (int) spec.shape()[1];
    int rank = adapter.config().r();
    float[] a = adapter.lowRankA(spec.module(), columns);
    float[] b = adapter.lowRankB(spec.module(), rows);
    double scale = 8 / Math.sqrt(4);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        double sum = 0;
        for (int k = 0; k < rank; k++) {
          sum += (double) b[row * rank + k] * a[k * columns + column];
        }
        weights[row * columns + column] += (float) (scale * sum);
      }
    }
  }

  @Test
  void shardsAndTypesOfTheBaseAreKept() throws IOException {
    Path model = SharedData.path("parity/llama-gqa/model");
    Path base = Files.createDirectory(folder.resolve("base"));
    shard(model, base);
    PeftAdapter adapter = PeftAdapter.read(model.resolveSibling("adapter"));
    Path out = folder.resolve("merged");
    MergedCheckpoint.write(base, adapter, out);
    WeightIndex merged = WeightIndex.open(out);
    assertThat(merged.shards()).isEqualTo(WeightIndex.open(base).shards()).hasSize(2);
    assertThat(merged.file("lm_head.weight").tensor("lm_head.weight").dtype())
        .isEqualTo(Dtype.BF16);
    String changed = "model.layers.0.mlp.up_proj.weight";
    assertThat(merged.file(changed).tensor(changed).dtype()).isEqualTo(Dtype.BF16);
    assertThat(merged.file(changed).floats(changed))
        .isNotEqualTo(WeightIndex.open(base).file(changed).floats(changed));

    Files.delete(base.resolve("model-00002-of-00002.safetensors"));
    assertThatThrownBy(() -> WeightIndex.open(base))
        .hasMessageContaining("model-00002-of-00002.safetensors: no such file");
    Files.copy(
        base.resolve("model-00001-of-00002.safetensors"),
        base.resolve("model-00002-of-00002.safetensors"));
    assertThatThrownBy(() -> WeightIndex.open(base)).hasMessageContaining("it holds no tensor");
    String index = Files.readString(base.resolve(WeightIndex.INDEX));
    Files.writeString(
        base.resolve(WeightIndex.INDEX),
        index.replace("model-00002-of-00002.safetensors", "../secret.safetensors"));
    assertThatThrownBy(() -> WeightIndex.open(base)).hasMessageContaining("is no name of");
  }

  private static void shard(Path model, Path out) throws IOException {
    WeightIndex weights = WeightIndex.open(model);
    SafetensorsWriter[] shards = {new SafetensorsWriter(), new SafetensorsWriter()};
    TreeMap<String, String> shardOf = new TreeMap<>();
    int at = 0;
    for (String name : weights.names()) {
      long[] shape = weights.file(name).tensor(name).shape();
      shards[at % 2].add(name, Dtype.BF16, shape, weights.floats(name, shape));
      shardOf.put(name, "model-0000" + (at % 2 + 1) + "-of-00002.safetensors");
      at++;
    }
    shards[0].write(out.resolve("model-00001-of-00002.safetensors"));
    shards[1].write(out.resolve("model-00002-of-00002.safetensors"));
    ModelFolder.writeIndex(out, shardOf, 0);
    Files.copy(model.resolve("config.json"), out.resolve("config.json"));
  }

  @Test
  void aNewModelReadsBack() {
    ModelConfig config = HfConfig.read(SharedData.path("parity/deepseek-v3/model"));
    ParameterLayout layout = layout(config, new FullParameters());
    INDArray values = Nd4j.rand(DataType.FLOAT, layout.size());
    Path out = folder.resolve("new");
    HfCheckpoint.write(
        out, config, layout, values, Dtype.F32, SharedData.path("models/stories260K"));
    assertThat(HfConfig.read(out)).isEqualTo(config);
    assertThat(out.resolve("tokenizer.json")).exists();
    WeightIndex index = WeightIndex.open(out);
    assertThat(index.names())
        .containsExactlyInAnyOrderElementsOf(
            WeightCatalog.of(config).stream().map(WeightSpec::name).toList());
    assertThat(FlatVector.read(index.shard(WeightIndex.SINGLE), "", layout)).isEqualTo(values);
  }

  @Test
  void aTunedModelLooksLikeItsBase() {
    Path base = SharedData.path("models/stories260K");
    ModelConfig config = HfConfig.read(base);
    ParameterLayout layout = layout(config, new FullParameters());
    SafetensorsFile weights = WeightIndex.open(base).shard(WeightIndex.SINGLE);
    Path out = folder.resolve("tuned");
    HfCheckpoint.write(out, base, layout, FlatVector.read(weights, "", layout));
    for (String name : List.of("model.safetensors", "config.json", "tokenizer.json")) {
      assertThat(out.resolve(name)).hasSameBinaryContentAs(base.resolve(name));
    }
  }

  @Test
  void largeModelsAreCutIntoShards() {
    List<WeightSpec> specs =
        WeightCatalog.of(HfConfig.read(SharedData.path("parity/llama-gqa/model")));
    List<List<WeightSpec>> shards = HfCheckpoint.shards(specs, 4, 100_000);
    assertThat(shards.stream().flatMap(List::stream)).containsExactlyElementsOf(specs);
    assertThat(shards).hasSizeGreaterThan(3);
    for (List<WeightSpec> shard : shards) {
      assertThat(shard.stream().mapToLong(WeightSpec::size).sum() * 4).isLessThanOrEqualTo(100_000);
    }
  }

  @Test
  void onlyModelFoldersAreReplaced() throws IOException {
    Path base = SharedData.path("parity/llama-gqa/model");
    PeftAdapter adapter = PeftAdapter.read(base.resolveSibling("adapter"));
    Path thesis = Files.createDirectory(folder.resolve("thesis"));
    Files.writeString(thesis.resolve("thesis.tex"), "dear to somebody");
    assertThatThrownBy(() -> MergedCheckpoint.write(base, adapter, thesis))
        .hasMessageContaining("is no model or adapter folder");
    assertThat(thesis.resolve("thesis.tex")).exists();
    assertThatThrownBy(() -> MergedCheckpoint.write(base, adapter, base))
        .hasMessageContaining("would replace its own base");
    MergedCheckpoint.write(base, adapter, folder.resolve("m"));
    MergedCheckpoint.write(base, adapter, folder.resolve("m"));
    assertThat(folder.resolve("m").resolve("model.safetensors")).exists();
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("thesis", "m");
  }

  private static ParameterLayout layout(ModelConfig config, PeftAdapter adapter) {
    return layout(config, adapter.config());
  }

  private static ParameterLayout layout(ModelConfig config, Trainable trainable) {
    try (CausalModel model = CausalModel.random(config, 1, Precision.FP32)) {
      return model.layout(trainable);
    }
  }
}
