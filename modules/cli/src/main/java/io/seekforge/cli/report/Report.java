package io.seekforge.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.SortedMap;

/**
 * All that {@code report.json} holds: {@code docs/spec/report.md}.
 *
 * @param drops dropped documents and bad records, the first {@value #MOST_DROPS} of each stage
 * @param quarantine bad records with what they looked like, the first {@value #MOST_DROPS}
 * @param rewrites rewritten documents, the first {@value #MOST_REWRITES} of each stage
 * @param audit hits of decontamination, the first {@value #MOST_AUDITED}, doubtful ones first
 * @param training losses by round, at most {@value #MOST_POINTS}
 * @param experts use of routed experts by domain and layer; empty unless experts are trained
 * @param evaluation {@code evaluation.json} as it is, null if the stage did not run
 */
public record Report(
    int format,
    String title,
    String recipe,
    String recipeHash,
    String model,
    List<StageLine> stages,
    List<Drop> drops,
    List<BadRecord> quarantine,
    List<Rewrite> rewrites,
    List<Audited> audit,
    Corpus corpus,
    Training training,
    List<ExpertLayer> experts,
    JsonNode evaluation,
    List<Sample> samples,
    SortedMap<String, String> paths,
    SortedMap<String, String> provenance) {
  static final int FORMAT = 1;
  static final int MOST_DROPS = 1000;
  static final int MOST_REWRITES = 200;
  static final int MOST_AUDITED = 200;
  static final int MOST_POINTS = 2000;

  /** One stage: counts, what it was made from, where it stands. */
  public record StageLine(
      String stage,
      String fingerprint,
      SortedMap<String, String> inputs,
      long total,
      long kept,
      long dropped,
      SortedMap<String, Long> reasons,
      SortedMap<String, Double> figures,
      SortedMap<String, String> dictionaries,
      String path,
      double seconds) {}

  /** A document or record that did not go on. */
  public record Drop(
      String stage,
      String rule,
      String id,
      String source,
      String key,
      String file,
      long position,
      String value,
      String threshold,
      String duplicateOf,
      String detail) {}

  /** A record that could not be read. */
  public record BadRecord(
      String source, String file, long position, String reason, String detail, String sample) {}

  /** What a stage changed in a document. */
  public record Rewrite(
      String stage, String rule, String id, String key, String file, String value, String detail) {}

  /** A dropped document beside the evaluation document it holds too much of. */
  public record Audited(
      String id,
      String evaluationId,
      double overlap,
      double covered,
      int tokens,
      int longestRun,
      int runs,
      String verdict,
      String matched) {}

  /** The documents that were packed. */
  public record Corpus(
      SortedMap<String, Long> splits,
      SortedMap<String, Long> languages,
      SortedMap<String, Long> sources,
      List<LengthBin> lengths) {}

  /**
   * Documents of a split whose length in characters is from {@code from} up to below {@code to}.
   */
  public record LengthBin(String split, long from, long to, long documents) {}

  /** The learning curve. */
  public record Training(List<Round> rounds, List<Validation> validations) {}

  /** One round. */
  public record Round(
      long round, long step, double loss, double learningRate, double epoch, long numTokens) {}

  /** Loss on the validation shards after a round. */
  public record Validation(long round, double validLoss) {}

  /**
   * How a layer with routed experts was used.
   *
   * @param load selections ÷ their mean, by expert
   * @param chosen the experts that are trained
   */
  public record ExpertLayer(
      String domain, int layer, long tokens, List<Double> load, List<Integer> chosen) {}

  /** One evaluation case, base and tuned. */
  public record Sample(
      String documentId,
      String prompt,
      String expected,
      String base,
      String tuned,
      boolean baseCorrect,
      boolean tunedCorrect) {}
}
