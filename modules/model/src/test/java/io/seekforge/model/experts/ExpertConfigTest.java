package io.seekforge.model.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.model.MoeConfig;
import io.seekforge.model.TinyModels;
import io.seekforge.model.checkpoint.ExpertConfigFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExpertConfigTest {
  @TempDir Path folder;

  private ExpertConfig read(String json) throws IOException {
    return ExpertConfigFile.read(Files.writeString(folder.resolve("cfg.json"), json));
  }

  @Test
  void readsWhatItWrites() throws IOException {
    String json =
        "{\"experts\":{\"1\":[5,2],\"10\":[],\"2\":[0]},\"shared_experts\":true,"
            + "\"non_expert_modules\":false}";
    ExpertConfig config = read(json);
    assertThat(config.experts()).isEqualTo(Map.of(1, List.of(5, 2), 2, List.of(0), 10, List.of()));
    assertThat(config.chooses(1, 2)).isTrue();
    assertThat(config.chooses(3, 2)).isFalse();
    assertThat(config.size()).isEqualTo(3);
    Path out = folder.resolve("out.json");
    ExpertConfigFile.write(out, config);
    assertThat(Files.readAllBytes(out)).isEqualTo(ExpertConfigFile.bytes(config));
    assertThat(ExpertConfigFile.read(out)).isEqualTo(config);
    assertThat(new String(ExpertConfigFile.bytes(config), StandardCharsets.UTF_8))
        .startsWith("{\"experts\":{\"1\":[5,2],\"2\":[0],\"10\":[]}");
  }

  @Test
  void brokenFilesAreRefused() {
    assertBroken("[1]", "it is no JSON object");
    assertBroken("{\"experts\": {\"1\": [1}}", "not valid JSON");
    assertBroken("{\"shared_experts\": true}", "experts is missing");
    assertBroken("{\"experts\": [1]}", "experts is [1] (must be an object)");
    assertBroken("{\"experts\": {\"x\": [1]}}", "\"x\", which is no layer number");
    assertBroken("{\"experts\": {\"1\": 3}}", "experts of layer 1 are no list");
    assertBroken("{\"experts\": {\"1\": [\"3\"]}}", "layer 1 names \"3\", which is no expert id");
    assertBroken("{\"experts\": {\"1\": [-3]}}", "layer 1 names -3");
    assertBroken("{\"experts\": {\"1\": [3, 3]}}", "layer 1 names expert 3 twice");
    assertBroken("{\"experts\": {\"1\": [3]}, \"shared_experts\": 1}", "must be true or false");
  }

  private void assertBroken(String json, String message) {
    assertThatThrownBy(() -> read(json)).hasMessageContaining(message);
  }

  @Test
  void whatTheModelLacksIsNamed() {
    var model = TinyModels.experts(MoeConfig.Gate.SOFTMAX_GREEDY);
    config(1, 5).check("cfg", model);
    assertThatThrownBy(() -> config(1, 6).check("cfg", model))
        .hasMessage("Cannot use cfg: layer 1 names expert 6, but the model has 6 (0 to 5)");
    assertThatThrownBy(() -> config(0, 1).check("cfg", model))
        .hasMessage(
            "Cannot use cfg: layer 0 has no experts in this model (those with experts: 1 to 1)");
    assertThatThrownBy(() -> config(2, 1).check("cfg", model)).hasMessageContaining("layer 2 has");
    assertThatThrownBy(() -> config(1, 1).check("cfg", TinyModels.llama(false)))
        .hasMessageContaining("the model (llama) is dense");
    assertThatThrownBy(() -> new ExpertConfig(new TreeMap<>(), false, false).check("cfg", model))
        .hasMessageContaining("chooses nothing");
  }

  private static ExpertConfig config(int layer, int expert) {
    return new ExpertConfig(new TreeMap<>(Map.of(layer, List.of(expert))), false, false);
  }

  @Test
  void selectsByShareAndByNumber() {
    double[] scores = {0.1, 0.30001, 0.2, 0.30004, 0.1};
    assertThat(new ExpertSelection.Share(0.2).choose(scores)).containsExactly(1);
    assertThat(new ExpertSelection.Share(0.61).choose(scores)).containsExactly(1, 3, 2);
    assertThat(new ExpertSelection.Share(1).choose(scores)).containsExactly(1, 3, 2, 0, 4);
    assertThat(new ExpertSelection.Top(4).choose(scores)).containsExactly(1, 3, 2, 0);
    assertThatThrownBy(() -> new ExpertSelection.Top(6).choose(scores))
        .hasMessage("Cannot choose 6 experts: a layer has 5");
    for (double wrong : new double[] {0, -0.1, 1.0001, Double.NaN}) {
      assertThatThrownBy(() -> new ExpertSelection.Share(wrong))
          .hasMessageContaining("Invalid share of scores " + wrong);
    }
    assertThatThrownBy(() -> new ExpertSelection.Top(0)).hasMessageContaining("at least 1");
  }
}
