package io.seekforge.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ParameterLayout;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Adapters whose tensors are not one pair of one rank for each linear. */
final class FusedAdapterTest {
  private static final Path CASES = Path.of("src/test/resources/parity");

  @TempDir Path folder;

  @Test
  void gateAndUpOfAnExpertReadOneA() {
    PeftAdapter adapter = adapter("deepseek-v2-fused");
    String expert = "model.layers.1.mlp.experts.3.";
    // gate and up together have twice the rank; down is filled up.
    assertThat(adapter.config().r()).isEqualTo(6);
    assertThat(adapter.lowRankA(expert + "gate_proj", 24))
        .isEqualTo(adapter.lowRankA(expert + "up_proj", 24));
    assertThat(adapter.lowRankB(expert + "gate_proj", 12))
        .isNotEqualTo(adapter.lowRankB(expert + "up_proj", 12));
    float[] down = adapter.lowRankA(expert + "down_proj", 12);
    for (int i = 0; i < down.length; i++) {
      assertThat(down[i] == 0).isEqualTo(i >= 3 * 12);
    }
    assertThat(adapter.changes("model.layers.1.mlp.shared_experts.gate_proj")).isFalse();
    assertThat(adapter.changes("model.layers.0.mlp.gate_proj")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepseek-v2-fused", "mixtral-fused", "qwen3-patterns", "llama-dora"})
  void gradientsGoBackTheWayTheValuesCame(String name) {
    PeftAdapter adapter = adapter(name);
    ParameterLayout layout = ParameterLayout.of(HfConfig.read(model(name)), adapter.config());
    StoredAdapter stored = new StoredAdapter(adapter, layout);
    INDArray values = stored.values();
    INDArray parameters = adapter.parameters(layout);
    INDArray expanded = Nd4j.zeros(DataType.FLOAT, layout.size());
    stored.expand(values, expanded);
    assertThat(expanded).isEqualTo(parameters);
    // ⟨g, expand(v)⟩ = ⟨reduce(g), v⟩: the one is the transpose of the other.
    INDArray gradient = Nd4j.rand(DataType.FLOAT, layout.size());
    double forth = dot(gradient, parameters);
    assertThat(dot(stored.reduce(gradient), values)).isCloseTo(forth, Offset.offset(1e-4));
  }

  private static double dot(INDArray x, INDArray y) {
    double sum = 0;
    for (long i = 0; i < x.length(); i++) {
      sum += x.getDouble(i) * y.getDouble(i);
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "mixtral-fused, '\"rank_pattern\": {}', '\"rank_pattern\": {\".*gate_up_proj\": 4}',"
        + " 'has rank 6, the configuration says 4 for each of 3 experts'",
    // as many elements as two experts of rank 3 would have
    "mixtral-fused, '\"rank_pattern\": {}', '\"rank_pattern\": {\".*down_proj\": 3}', 'has rank 6'",
  })
  void ranksThatDoNotFitAreRefused(String name, String from, String to, String message)
      throws IOException {
    Path original = CASES.resolve(name).resolve("adapter");
    String json = Files.readString(original.resolve(PeftAdapter.CONFIG));
    assertThat(json).contains(from);
    Files.writeString(folder.resolve(PeftAdapter.CONFIG), json.replace(from, to));
    Files.copy(original.resolve(PeftAdapter.WEIGHTS), folder.resolve(PeftAdapter.WEIGHTS));
    assertThatThrownBy(() -> PeftAdapter.read(folder, HfConfig.read(model(name))))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void doraOnThemIsRefused() throws IOException {
    Path original = CASES.resolve("mixtral-fused/adapter");
    String json = Files.readString(original.resolve(PeftAdapter.CONFIG));
    Files.writeString(
        folder.resolve(PeftAdapter.CONFIG),
        json.replace("\"use_dora\": false", "\"use_dora\": true"));
    SafetensorsFile all = SafetensorsFile.open(original.resolve(PeftAdapter.WEIGHTS));
    SafetensorsWriter writer = new SafetensorsWriter();
    for (String name : all.names()) {
      if (name.contains("experts")) {
        FloatBuffer values = FloatBuffer.wrap(all.floats(name));
        long[] shape = all.tensor(name).shape();
        writer.add(
            name, Dtype.F32, shape, out -> SafetensorsWriter.writeFloats(Dtype.F32, values, out));
      }
    }
    writer.write(folder.resolve(PeftAdapter.WEIGHTS));
    assertThatThrownBy(() -> PeftAdapter.read(folder, HfConfig.read(model("mixtral-fused"))))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("DoRA on fused experts is not supported");
  }

  @Test
  void aPairForAllExpertsNeedsABaseThatHasThem() {
    Path adapter = CASES.resolve("mixtral-fused/adapter");
    for (ModelConfig base : Arrays.asList(null, HfConfig.read(model("llama-dora")))) {
      assertThatThrownBy(() -> PeftAdapter.read(adapter, base))
          .isInstanceOf(SeekforgeException.class)
          .hasMessageContaining("is for the experts of a layer, and the base has none");
    }
  }

  private static PeftAdapter adapter(String name) {
    return PeftAdapter.read(CASES.resolve(name).resolve("adapter"), HfConfig.read(model(name)));
  }

  private static Path model(String name) {
    return CASES.resolve(name).resolve("model");
  }
}
