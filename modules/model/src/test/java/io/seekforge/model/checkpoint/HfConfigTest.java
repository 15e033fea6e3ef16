package io.seekforge.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.RopeScaling;
import io.seekforge.model.SharedData;
import io.seekforge.model.WeightCatalog;
import io.seekforge.model.WeightSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HfConfigTest {
  private static final String LLAMA =
      "\"model_type\":\"llama\",\"vocab_size\":320,\"hidden_size\":64,\"intermediate_size\":176,"
          + "\"num_hidden_layers\":2,\"num_attention_heads\":4";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "parity/llama-gqa/model",
        "parity/llama-tied-linear-rope/model",
        "parity/llama3-rope-rslora/model",
        "parity/qwen2/model",
        "parity/qwen3/model",
        "parity/deepseek-v2-lite/model",
        "parity/deepseek-v2-groups-yarn/model",
        "parity/deepseek-v3/model",
        "models/stories260K"
      })
  void theShapeIsThatOfTheWeights(String name) {
    Path model = SharedData.path(name);
    ModelConfig config = HfConfig.read(model);
    WeightIndex weights = WeightIndex.open(model);
    assertThat(WeightCatalog.of(config).stream().map(WeightSpec::name))
        .containsExactlyInAnyOrderElementsOf(weights.names());
    for (WeightSpec spec : WeightCatalog.of(config)) {
      assertThat(weights.file(spec.name()).tensor(spec.name()).shape()).isEqualTo(spec.shape());
    }
    HfConfigWriter.write(folder, config, Dtype.F32);
    assertThat(HfConfig.read(folder)).isEqualTo(config);
  }

  @Test
  void keysOfTransformers4() throws IOException {
    ModelConfig config =
        read(
            "\"rope_theta\":500000.0,\"rope_scaling\":{\"type\":\"llama3\",\"factor\":8.0,"
                + "\"low_freq_factor\":1.0,\"high_freq_factor\":4.0,"
                + "\"original_max_position_embeddings\":8192},\"torch_dtype\":\"bfloat16\","
                + "\"num_key_value_heads\":2,\"eos_token_id\":[5,6],\"bos_token_id\":4");
    assertThat(config.ropeTheta()).isEqualTo(500_000);
    assertThat(config.ropeScaling()).isEqualTo(new RopeScaling.Llama3(8, 1, 4, 8192));
    assertThat(config.eosTokenIds()).containsExactly(5, 6);
    assertThat(config.bosTokenId()).isEqualTo(4);
    assertThat(config.kvHeads()).isEqualTo(2);
    assertThat(config.headDim()).isEqualTo(16);
  }

  @Test
  void keysOfTransformers5() throws IOException {
    ModelConfig config =
        read(
            "\"rope_parameters\":{\"rope_type\":\"linear\",\"factor\":4.0,\"rope_theta\":1000.0},"
                + "\"dtype\":\"float32\",\"tie_word_embeddings\":true");
    assertThat(config.ropeTheta()).isEqualTo(1000);
    assertThat(config.ropeScaling()).isEqualTo(new RopeScaling.Linear(4));
    assertThat(config.tiedEmbeddings()).isTrue();
    assertThat(config.eosTokenIds()).isEmpty();
    assertThat(config.bosTokenId()).isNull();
  }

  @Test
  void absentKeysTakeTheDefaultsOfTheModelClass() throws IOException {
    ModelConfig config = read("\"use_cache\":true");
    assertThat(config.normEps()).isEqualTo(1e-6);
    assertThat(config.ropeTheta()).isEqualTo(10_000);
    assertThat(config.kvHeads()).isEqualTo(4);
    assertThat(config.tiedEmbeddings()).isFalse();
    assertThat(config.initializerRange()).isEqualTo(0.02);
  }

  @Test
  void generationConfigSaysWhereATextEnds() throws IOException {
    Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\":[7,8]}");
    assertThat(read("\"eos_token_id\":2").eosTokenIds()).containsExactly(7, 8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"model_type\":\"mistral\" | model_type \"mistral\" is not supported (known: llama,",
        "\"hidden_act\":\"gelu\" | hidden_act gelu is not supported",
        "\"rope_scaling\":{\"rope_type\":\"longrope\"} | rope_type longrope is not supported",
        "\"rope_scaling\":{\"rope_type\":\"linear\"} | factor is missing",
        "\"quantization_config\":{\"quant_method\":\"fp8\"} | weight_block_size [] is not",
        "\"quantization_config\":{\"quant_method\":\"awq\"} | quant_method awq is not supported",
        "\"use_sliding_window\":true | use_sliding_window",
        "\"partial_rotary_factor\":0.5 | partial_rotary_factor 0.5",
        "\"num_key_value_heads\":3 | no multiple of num_key_value_heads 3",
        "\"num_attention_heads\":7 | hidden_size 64 is no multiple",
        "\"vocab_size\":-1 | vocab_size is -1 (must be a whole number from 1",
        "\"vocab_size\":1e99 | vocab_size is 1.0E99",
        "\"vocab_size\":\"many\" | vocab_size is \"many\"",
        "\"tie_word_embeddings\":1 | must be true or false",
        "\"head_dim\":5 | head_dim 5 is odd",
      })
  void whatCannotBeComputedIsRefused(String field, String fault) {
    String key = field.substring(0, field.indexOf(':') + 1);
    String base = LLAMA.replaceAll(key + "[^,]*,?", "");
    assertThatThrownBy(() -> write(base + "," + field))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining(folder.resolve("config.json").toString())
        .hasMessageContaining(fault);
  }

  @Test
  void brokenFilesAreRefused() throws IOException {
    assertThatThrownBy(() -> HfConfig.read(folder)).hasMessageContaining("no such file");
    Files.writeString(folder.resolve("config.json"), "{\"a\":");
    assertThatThrownBy(() -> HfConfig.read(folder)).hasMessageContaining("not valid JSON");
    Files.writeString(folder.resolve("config.json"), "[1]");
    assertThatThrownBy(() -> HfConfig.read(folder)).hasMessageContaining("no JSON object");
    assertThatThrownBy(() -> write(LLAMA.replace("\"vocab_size\":320,", "")))
        .hasMessageContaining("vocab_size is missing");
  }

  private ModelConfig read(String fields) throws IOException {
    return write(LLAMA + "," + fields);
  }

  private ModelConfig write(String fields) throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        "{" + fields.replaceAll(",+", ",").replaceAll("^,", "") + "}");
    return HfConfig.read(folder);
  }
}
