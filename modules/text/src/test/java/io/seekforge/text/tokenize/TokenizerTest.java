package io.seekforge.text.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.Document;
import io.seekforge.api.Message;
import io.seekforge.api.PackedSequence;
import io.seekforge.api.SeekforgeException;
import io.seekforge.text.pack.DocumentTokenizer;
import io.seekforge.text.pack.TokenizedDocument;
import io.seekforge.text.template.ChatTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

final class TokenizerTest {
  private static final Path QUICKSTART = Path.of("../../conf/quickstart/base");
  private static final Path MODELS = Path.of("../../../shared/models");

  @Test
  void placesAreCharactersEvenBehindSurrogates() {
    try (Tokenizer tokenizer = Tokenizer.load(QUICKSTART)) {
      String text = "😀 gout 痛风 end";
      Encoded encoded = tokenizer.encodeWithPlaces(text, true);
      assertThat(encoded.starts()[0]).isEqualTo(-1);
      int[] places = Arrays.stream(encoded.starts()).filter(place -> place >= 0).toArray();
      assertThat(places).isSorted().contains(text.indexOf(" gout"), text.indexOf(" end"));
      assertThat(tokenizer.decode(encoded.ids(), true)).isEqualTo(text);
    }
  }

  @Test
  void onlyTheAnswerCountsInTheLoss() {
    try (Tokenizer tokenizer = Tokenizer.load(QUICKSTART)) {
      ChatTemplate template = ChatTemplate.of("deepseek-llm", tokenizer);
      DocumentTokenizer documents = new DocumentTokenizer(tokenizer, template, false);
      List<Message> turns =
          List.of(new Message("user", "Name the diagnosis."), new Message("assistant", "gout"));
      TokenizedDocument tokens =
          documents.tokenize(Document.collected("", turns, "s", "k", "f", 0, Map.of()));
      int[] counted =
          Arrays.stream(tokens.labels()).filter(label -> label != PackedSequence.IGNORE).toArray();
      assertThat(tokenizer.decode(counted, false)).isEqualTo(" gout</s>");
      int[] prompt = documents.promptIds(turns);
      assertThat(Arrays.copyOf(tokens.ids(), prompt.length)).isEqualTo(prompt);
      assertThat(prompt.length + counted.length).isEqualTo(tokens.length());
    }
  }

  @Test
  void aModelWithFewerRowsIsRefused() {
    try (Tokenizer tokenizer = Tokenizer.load(QUICKSTART)) {
      tokenizer.requireFits(1536, "model");
      assertThatThrownBy(() -> tokenizer.requireFits(1000, "conf/x"))
          .isInstanceOf(SeekforgeException.class)
          .hasMessageContaining("1535")
          .hasMessageContaining("1000");
    }
  }

  @Test
  void deepseekVectors() throws IOException {
    Path folder = MODELS.resolve("deepseek-llm-tokenizer");
    assumeTrue(Files.exists(folder), "shared models are not here");
    ObjectMapper json = new ObjectMapper();
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      for (String line : Files.readAllLines(folder.resolve("vectors.jsonl"))) {
        JsonNode vector = json.readTree(line);
        assertThat(tokenizer.encode(vector.path("text").asText(), false))
            .as(line)
            .isEqualTo(ids(vector.path("ids")));
      }
    }
  }

  @Test
  void storiesPrompts() throws IOException {
    Path folder = MODELS.resolve("stories260K");
    assumeTrue(Files.exists(folder), "shared models are not here");
    JsonNode expected = new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      for (JsonNode prompt : expected.path("prompts")) {
        assertThat(tokenizer.encode(prompt.path("text").asText(), true))
            .isEqualTo(ids(prompt.path("ids")));
      }
      assertThat(tokenizer.decode(ids(expected.path("greedy_ids")), true))
          .isEqualTo(expected.path("text").asText());
    }
  }

  private static int[] ids(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
