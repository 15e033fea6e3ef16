package io.seekforge.text.paragraphs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.text.SharedData;
import io.seekforge.text.words.Characters;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

final class RepeatedParagraphsTest {
  private static final String FOLDER = "data/near-duplicates/dolma/";

  @Test
  void wholeParagraphsAsDolmaFindsThem() throws IOException {
    sameSpans(RepeatedParagraphs.whole(), "dedupe-paragraphs.json.gz");
  }

  @Test
  void paragraphsByGramsAsDolmaFindsThem() throws IOException {
    sameSpans(RepeatedParagraphs.byGrams(6, 3, 0.5), "dedupe-paragraph-ngrams.json.gz");
  }

  @Test
  void addressesAsDolmaFindsThem() throws IOException {
    RepeatedKeys repeated = new RepeatedKeys();
    List<JsonNode> documents = lines(FOLDER + "provided/deduper-documents-000.json.gz");
    List<JsonNode> answers = lines(FOLDER + "expected/dedupe-by-url.json.gz");
    for (int i = 0; i < documents.size(); i++) {
      assertThat(repeated.spans(documents.get(i).at("/metadata/url").asText()))
          .isEqualTo(spans(answers.get(i).at("/attributes/bff_duplicate_url")));
    }
  }

  @Test
  void aParagraphIsRepeatedInItsOwnTextAndInLaterOnes() {
    RepeatedParagraphs repeated = RepeatedParagraphs.whole();
    assertThat(repeated.spans("Menu\nOn 𠀀 fever\nMenu\nend")).containsExactly(new Span(16, 21, 1));
    assertThat(repeated.spans("new\nMenu")).containsExactly(new Span(4, 8, 1));
    assertThat(repeated.spans("")).isEmpty();
  }

  @Test
  void aParagraphThatSharesHalfItsGramsIsRepeated() {
    RepeatedParagraphs repeated = RepeatedParagraphs.byGrams(3, 1, 0.5);
    assertThat(repeated.spans("one two three four five six")).isEmpty();
    assertThat(repeated.spans("one two three four five other words"))
        .singleElement()
        .satisfies(span -> assertThat(span.score()).isBetween(0.5, 0.99));
    assertThat(repeated.spans("quite other words than those before")).isEmpty();
  }

  /** What the clean stage takes out is what dolma flags, but for blank lines, which stay. */
  @Test
  void partsThatAreTakenOutAreThoseDolmaFinds() throws IOException {
    RepeatedParts lines = new RepeatedParts(false, 1);
    List<JsonNode> documents = lines(FOLDER + "provided/deduper-documents-000.json.gz");
    List<JsonNode> answers = lines(FOLDER + "expected/dedupe-paragraphs.json.gz");
    long[] seen = {};
    int taken = 0;
    for (int i = 0; i < documents.size(); i++) {
      String text = documents.get(i).get("text").asText();
      StringBuilder expected = new StringBuilder(text);
      List<Span> spans =
          new ArrayList<>(spans(answers.get(i).at("/attributes/bff_duplicate_paragraph_spans")));
      Collections.reverse(spans);
      for (Span span : spans) {
        int start = text.offsetByCodePoints(0, span.start());
        int end = text.offsetByCodePoints(0, Math.min(span.end(), Characters.count(text)));
        if (!text.substring(start, end).isBlank()) {
          expected.delete(start, end);
          taken++;
        }
      }
      assertThat(lines.without(text, seen).text()).isEqualTo(expected.toString());
      seen =
          LongStream.concat(Arrays.stream(seen), Arrays.stream(lines.hashes(text)))
              .sorted()
              .toArray();
    }
    assertThat(taken).isPositive();
  }

  private static void sameSpans(RepeatedParagraphs repeated, String expected) throws IOException {
    List<JsonNode> documents = lines(FOLDER + "provided/deduper-documents-000.json.gz");
    List<JsonNode> answers = lines(FOLDER + "expected/" + expected);
    assertThat(answers).hasSameSizeAs(documents);
    for (int i = 0; i < documents.size(); i++) {
      assertThat(repeated.spans(documents.get(i).get("text").asText()))
          .as(answers.get(i).get("id").asText())
          .isEqualTo(spans(answers.get(i).at("/attributes/bff_duplicate_paragraph_spans")));
    }
  }

  private static List<Span> spans(JsonNode triples) {
    List<Span> spans = new ArrayList<>();
    triples.forEach(
        triple ->
            spans.add(
                new Span(
                    triple.get(0).asInt(),
                    triple.get(1).asInt(),
                    (double) (float) triple.get(2).asDouble())));
    return spans;
  }

  private static List<JsonNode> lines(String file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(SharedData.file(file))),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(json.readTree(line));
      }
    }
    return lines;
  }
}
