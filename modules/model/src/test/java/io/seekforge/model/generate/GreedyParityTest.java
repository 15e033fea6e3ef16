package io.seekforge.model.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.model.CausalModel;
import io.seekforge.model.Precision;
import io.seekforge.model.SharedData;
import io.seekforge.model.checkpoint.PeftAdapter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Greedy ids of the shared parity models are those of transformers and PEFT (made by
 * src/test/python/make_greedy.py, which leaves out prompts whose choices rounding could turn).
 */
class GreedyParityTest {

  @ParameterizedTest
  @MethodSource("io.seekforge.model.SharedData#parityCases")
  void idsAreThoseOfTransformers(String name) throws IOException {
    Path folder = SharedData.path("parity/" + name);
    JsonNode expected = expected(name);
    PeftAdapter adapter = PeftAdapter.read(folder.resolve("adapter"));
    try (CausalModel model = CausalModel.load(folder.resolve("model"), Precision.FP32);
        Generator base = Generator.of(model);
        Generator tuned =
            Generator.of(
                model, adapter.config(), adapter.parameters(model.layout(adapter.config())))) {
      check(base, expected.get("base"));
      check(tuned, expected.get("adapter"));
    }
  }

  /** Each text alone, and those with the same penalty in one batch. */
  private static void check(Generator generator, JsonNode texts) {
    assertThat(texts.size()).isPositive();
    for (JsonNode text : texts) {
      int[] prompt = ids(text.get("prompt"));
      int[] ids = ids(text.get("ids"));
      assertThat(ids).hasSize(64);
      Sampling sampling =
          new Sampling(ids.length, 0, 1, text.get("penalty").asDouble(), Set.of(), 0);
      assertThat(generator.generate(prompt, sampling)).isEqualTo(ids);
      List<int[]> others = new ArrayList<>();
      others.add(prompt);
      texts.forEach(other -> others.add(ids(other.get("prompt"))));
      others.add(new int[] {2});
      assertThat(generator.generate(others, sampling).get(0)).as("in a batch").isEqualTo(ids);
    }
  }

  private static JsonNode expected(String name) throws IOException {
    try (InputStream file = GreedyParityTest.class.getResourceAsStream("greedy.json")) {
      return new ObjectMapper().readTree(file).get(name);
    }
  }

  private static int[] ids(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }
}
