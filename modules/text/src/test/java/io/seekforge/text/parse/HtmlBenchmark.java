package io.seekforge.text.parse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Scores extracted text as the article extraction benchmark of Zyte does: 4-grams of words as
 * multisets, precision and recall of the means over pages.
 */
public record HtmlBenchmark(double precision, double recall, double f1, Map<String, Double> pages) {
  private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final int SHINGLE = 4;

  /** Extracts all pages of the benchmark's folder. */
  public static HtmlBenchmark run(Path folder) throws IOException {
    JsonNode truth = new ObjectMapper().readTree(folder.resolve("ground-truth.json").toFile());
    double hits = 0;
    double extra = 0;
    double missed = 0;
    Map<String, Double> pages = new HashMap<>();
    for (Map.Entry<String, JsonNode> page : truth.properties()) {
      Path file = folder.resolve("pages").resolve(page.getKey() + ".html.gz");
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
        Sources.Result result =
            Sources.of("html").maxRecordBytes(1 << 24).parse(file.toString(), in);
        String text = result.documents().isEmpty() ? "" : result.documents().get(0).text();
        double[] score = score(page.getValue().get("articleBody").asText(), text);
        hits += score[0];
        extra += score[1];
        missed += score[2];
        pages.put(page.getKey(), 2 * score[0] / (2 * score[0] + score[1] + score[2]));
      }
    }
    double precision = hits / (hits + extra);
    double recall = hits / (hits + missed);
    return new HtmlBenchmark(
        precision, recall, 2 * precision * recall / (precision + recall), pages);
  }

  /** Shares of shingles found, extra and missed. */
  private static double[] score(String expected, String actual) {
    Map<String, Integer> wanted = shingles(expected);
    Map<String, Integer> found = shingles(actual);
    double hit = 0;
    double extra = 0;
    double missed = 0;
    for (Map.Entry<String, Integer> shingle : wanted.entrySet()) {
      int both = Math.min(shingle.getValue(), found.getOrDefault(shingle.getKey(), 0));
      hit += both;
      missed += shingle.getValue() - both;
    }
    for (Map.Entry<String, Integer> shingle : found.entrySet()) {
      extra += Math.max(0, shingle.getValue() - wanted.getOrDefault(shingle.getKey(), 0));
    }
    double all = hit + extra + missed;
    return new double[] {hit / all, extra / all, missed / all};
  }

  private static Map<String, Integer> shingles(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      words.add(matcher.group());
    }
    Map<String, Integer> shingles = new HashMap<>();
    for (int i = 0; i + Math.min(SHINGLE, words.size()) <= words.size() && !words.isEmpty(); i++) {
      int end = Math.min(words.size(), i + SHINGLE);
      shingles.merge(String.join(" ", words.subList(i, end)), 1, Integer::sum);
    }
    return shingles;
  }

  /** Mean of the F1 of pages. */
  public double mean() {
    return pages.values().stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }
}
