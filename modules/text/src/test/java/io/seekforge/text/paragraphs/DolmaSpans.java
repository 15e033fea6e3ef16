package io.seekforge.text.paragraphs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/**
 * Duplicate spans that dolma's own tests expect: of addresses, paragraphs and paragraphs by n-grams
 * (six words, every third, half of them seen before).
 *
 * @param total documents compared, each three times
 * @param wrong those with other spans or scores, for people
 */
public record DolmaSpans(int total, List<String> wrong) {
  private static final String FOLDER = "near-duplicates/dolma/";

  /**
   * Looks for duplicates in every document.
   *
   * @param data folder of the shared data
   */
  public static DolmaSpans run(Path data) throws IOException {
    List<JsonNode> documents = documents(data);
    RepeatedKeys addresses = new RepeatedKeys();
    RepeatedParagraphs whole = RepeatedParagraphs.whole();
    RepeatedParagraphs grams = RepeatedParagraphs.byGrams(6, 3, 0.5);
    List<String> wrong = new ArrayList<>();
    int total =
        compare(
            documents,
            document -> addresses.spans(document.at("/metadata/url").asText()),
            expected(data, "by-url"),
            "duplicate_url",
            wrong);
    total +=
        compare(
            documents,
            document -> whole.spans(document.get("text").asText()),
            expected(data, "paragraphs"),
            "duplicate_paragraph_spans",
            wrong);
    total +=
        compare(
            documents,
            document -> grams.spans(document.get("text").asText()),
            expected(data, "paragraph-ngrams"),
            "duplicate_paragraph_spans",
            wrong);
    return new DolmaSpans(total, wrong);
  }

  private static int compare(
      List<JsonNode> documents,
      Function<JsonNode, List<Span>> rule,
      List<JsonNode> answers,
      String attribute,
      List<String> wrong) {
    for (int i = 0; i < documents.size(); i++) {
      List<Span> found = rule.apply(documents.get(i));
      List<Span> expected = spans(answers.get(i), attribute);
      if (!found.equals(expected)) {
        String id = answers.get(i).get("id").asText();
        wrong.add("%s of %s: %s instead of %s".formatted(attribute, id, found, expected));
      }
    }
    return documents.size();
  }

  static List<JsonNode> documents(Path data) throws IOException {
    return lines(data.resolve(FOLDER + "provided/deduper-documents-000.json.gz"));
  }

  static List<JsonNode> expected(Path data, String rule) throws IOException {
    return lines(data.resolve(FOLDER + "expected/dedupe-" + rule + ".json.gz"));
  }

  static List<Span> spans(JsonNode answer, String attribute) {
    List<Span> spans = new ArrayList<>();
    for (JsonNode triple : answer.at("/attributes/bff_" + attribute)) {
      double score = (float) triple.get(2).asDouble();
      spans.add(new Span(triple.get(0).asInt(), triple.get(1).asInt(), score));
    }
    return spans;
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(json.readTree(line));
      }
    }
    return lines;
  }
}
