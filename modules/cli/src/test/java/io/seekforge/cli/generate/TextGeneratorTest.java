package io.seekforge.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TextGeneratorTest {
  private static final Path MODEL =
      Path.of("../../../shared/models/stories260K").toAbsolutePath().normalize();

  @TempDir Path folder;

  /** The ids that transformers and llama2.c give (expected.json beside the model). */
  @Test
  void greedyIdsAreThoseOfTheReference() throws IOException {
    assumeTrue(Files.isDirectory(MODEL), "no ../shared/models/stories260K beside the repository");
    JsonNode expected = new ObjectMapper().readTree(MODEL.resolve("expected.json").toFile());
    int[] ids =
        IntStream.range(1, expected.path("greedy_ids").size())
            .map(i -> expected.path("greedy_ids").get(i).asInt())
            .toArray();
    try (TextGenerator generator = TextGenerator.load(MODEL, null, null, Precision.FP32)) {
      TextGenerator.Answer answer =
          generator
              .answers(List.of(""), new TextGenerator.Choice(ids.length, 0, 1, 1, 0), 0)
              .get(0);
      assertThat(answer.ids()).isEqualTo(ids);
      assertThat(answer.text()).isEqualTo(expected.path("text").asText());
      assertThat(answer.json())
          .startsWith("{\"prompt\":\"\",\"ids\":[403,407,")
          .doesNotContain("\n");
    }
  }

  /** Drawn with a temperature and greedy, with a penalty: batches give what single prompts give. */
  @Test
  void batchesChangeNothing() {
    assumeTrue(Files.isDirectory(MODEL), "no ../shared/models/stories260K beside the repository");
    List<String> prompts = List.of("Once upon a time", "", "The dog and the cat", "Lily", "Lily");
    try (TextGenerator generator = TextGenerator.load(MODEL, null, null, Precision.FP32)) {
      for (double temperature : new double[] {0, 0.8}) {
        TextGenerator.Choice choice = new TextGenerator.Choice(24, temperature, 1, 1.2, 7);
        List<String> together =
            generator.answers(prompts, choice, 0).stream().map(TextGenerator.Answer::json).toList();
        List<String> apart = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
          apart.add(generator.answers(prompts.subList(i, i + 1), choice, i).get(0).json());
        }
        assertThat(together).isEqualTo(apart);
        if (temperature > 0) {
          assertThat(together.get(3)).as("the same prompt twice").isNotEqualTo(together.get(4));
        }
      }
    }
  }

  @Test
  void promptsAreStringsOrObjects() throws IOException {
    Path file = folder.resolve("p.jsonl");
    Files.writeString(file, "\"one\"\n\n{\"prompt\": \"two\", \"id\": 3}\n");
    assertThat(Prompts.read(file)).containsExactly("one", "two");
    Files.writeString(file, "{\"prompt\": \"two\"}\n{\"text\": 1}\n");
    assertThatThrownBy(() -> Prompts.read(file))
        .hasMessage(
            "Cannot read " + file + ":2: expected a JSON string, or an object with \"prompt\"");
    Files.writeString(file, "{\n");
    assertThatThrownBy(() -> Prompts.read(file)).hasMessage("Cannot read " + file + ":1: no JSON");
  }
}
