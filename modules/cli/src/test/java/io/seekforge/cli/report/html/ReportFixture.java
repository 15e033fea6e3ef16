package io.seekforge.cli.report.html;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.cli.report.Report;
import io.seekforge.cli.report.Report.BadRecord;
import io.seekforge.cli.report.Report.Corpus;
import io.seekforge.cli.report.Report.Drop;
import io.seekforge.cli.report.Report.LengthBin;
import io.seekforge.cli.report.Report.Rewrite;
import io.seekforge.cli.report.Report.Round;
import io.seekforge.cli.report.Report.Sample;
import io.seekforge.cli.report.Report.StageLine;
import io.seekforge.cli.report.Report.Training;
import io.seekforge.cli.report.Report.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A report with figures of every kind, and one string of your choice in every text field. */
final class ReportFixture {
  private static final List<String> STAGES =
      List.of(
          "collect",
          "clean",
          "dedup",
          "normalize",
          "split",
          "augment",
          "decontaminate",
          "pack",
          "train",
          "evaluate",
          "export");

  private static final TreeMap<String, Double> CLASSIFIERS =
      new TreeMap<>(
          Map.of(
              "quality_auc",
              0.987,
              "quality_accuracy",
              0.95,
              "quality_precision_0.5",
              0.654,
              "quality_recall_0.5",
              0.321,
              "domain_accuracy",
              0.789,
              "domain_recall_law",
              0.456,
              "domain_precision_law",
              0.123));

  private final String text;

  ReportFixture(String text) {
    this.text = text;
  }

  Report report() {
    return new Report(
        1,
        "Quickstart " + text,
        "quickstart",
        "0123456789abcdef0123456789abcdef",
        "conf/quickstart/base" + text,
        stages(),
        drops(),
        List.of(
            new BadRecord(
                "notes" + text,
                "raw/broken.jsonl" + text,
                0,
                "invalid_json",
                "Unexpected end of input" + text,
                "{\"question\": \"A patient" + text),
            new BadRecord(
                "notes", "raw/empty.jsonl", -1, "empty_file", "The file has no bytes.", "")),
        List.of(
            new Rewrite(
                "normalize",
                "term",
                "ab12",
                "case-1" + text,
                "raw/cases.jsonl",
                "COVID-19",
                "surface=新冠病毒 offset=12 concept=C5203670 glossary=glossary.csv" + text)),
        List.of(
            new Report.Audited(
                "ab12" + text,
                "cd34",
                0.5,
                0.4,
                20,
                3,
                4,
                "common_words",
                "a form of words" + text)),
        corpus(),
        training(),
        experts(),
        evaluation(),
        List.of(
            new Sample(
                "a",
                "A 54-year-old patient has a dry cough, loss of smell and fever since four days. What is the most likely diagnosis?"
                    + text,
                "COVID-19",
                "patient patient the the",
                "COVID-19",
                false,
                true),
            new Sample(
                "b",
                "患者男,35岁,反复上腹痛,进食后缓解。最可能的诊断是什么?",
                "duodenal ulcer",
                "的的的",
                "gastritis" + text,
                false,
                false)),
        new TreeMap<>(Map.of("adapter", "/work/out/adapter" + text, "report", "/work/out/report")),
        new TreeMap<>(Map.of("java", "17" + text, "spark", "3.5.5")));
  }

  private List<StageLine> stages() {
    List<StageLine> stages = new ArrayList<>();
    long documents = 1310;
    for (String stage : STAGES) {
      TreeMap<String, Long> reasons = new TreeMap<>();
      switch (stage) {
        case "collect" ->
            reasons.putAll(
                Map.of("invalid_json", 3L, "empty_file", 1L, "missing_field" + text, 6L));
        case "clean" -> reasons.putAll(Map.of("gopher_short_doc", 21L, "rewrite_whitespace", 300L));
        case "dedup" -> reasons.putAll(Map.of("exact_duplicate", 64L, "minhash_duplicate", 37L));
        case "normalize" -> reasons.put("rewrite_term", 512L);
        case "decontaminate" -> reasons.put("contaminated", 5L);
        default -> {}
      }
      long dropped =
          reasons.entrySet().stream()
              .filter(reason -> !reason.getKey().startsWith("rewrite_"))
              .mapToLong(Map.Entry::getValue)
              .sum();
      stages.add(
          new StageLine(
              stage,
              "0123456789abcdef",
              new TreeMap<>(Map.of("collect", "0123456789abcdef")),
              documents,
              documents - dropped,
              dropped,
              reasons,
              stage.equals("clean") ? CLASSIFIERS : new TreeMap<>(),
              new TreeMap<>(Map.of("raw/cases.jsonl" + text, "0123456789abcdef0123456789abcdef")),
              "/work/quickstart/" + stage + text,
              stage.equals("train") ? 95.5 : 3.2));
      documents -= dropped;
    }
    return stages;
  }

  private List<Drop> drops() {
    List<Drop> drops = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      drops.add(
          new Drop(
              "dedup",
              i % 2 == 0 ? "exact_duplicate" : "minhash_duplicate",
              "0123456789abcdef0123456789abcdef",
              "cases",
              "case-" + i + text,
              "raw/cases.jsonl" + text,
              i,
              "0.9" + i,
              "0.8",
              "fedcba9876543210fedcba9876543210" + text,
              text));
    }
    return drops;
  }

  private static Corpus corpus() {
    List<LengthBin> bins = new ArrayList<>();
    double width = Math.pow(2, 0.25);
    for (int i = 20; i < 48; i++) {
      long from = (long) Math.ceil(Math.pow(width, i));
      long to = (long) Math.ceil(Math.pow(width, i + 1));
      long count = Math.round(160 * Math.exp(-Math.pow((i - 30) / 5.0, 2)));
      bins.add(new LengthBin("train", from, to, count));
      bins.add(new LengthBin("test", from, to, count / 9));
      bins.add(new LengthBin("valid", from, to, count / 12));
    }
    return new Corpus(
        new TreeMap<>(Map.of("train", 1000L, "valid", 73L, "test", 104L)),
        new TreeMap<>(Map.of("en", 900L, "zh", 270L, "", 7L)),
        new TreeMap<>(Map.of("cases", 700L, "articles", 400L, "exam", 77L)),
        bins);
  }

  private static Training training() {
    List<Round> rounds = new ArrayList<>();
    List<Validation> validations = new ArrayList<>();
    for (int i = 1; i <= 240; i++) {
      double loss = 0.35 + 2.9 * Math.exp(-i / 40.0) + 0.25 * Math.sin(i * 12.9898) * Math.cos(i);
      rounds.add(new Round(i, i, loss, 1e-3, i / 80.0, i * 2048L));
      if (i % 30 == 0) {
        validations.add(new Validation(i, 0.5 + 2.8 * Math.exp(-i / 42.0)));
      }
    }
    validations.add(0, new Validation(0, 3.3));
    return new Training(rounds, validations);
  }

  private List<Report.ExpertLayer> experts() {
    return List.of(
        new Report.ExpertLayer("finance" + text, 1, 900, List.of(0.5, 2.25, 0.25), List.of(1)),
        new Report.ExpertLayer("law" + text, 1, 700, List.of(0.0, 1.5, 1.5), List.of(1, 2)),
        new Report.ExpertLayer("law" + text, 2, 700, List.of(3.0, 0.0, 0.0), List.of(0)));
  }

  private static JsonNode evaluation() {
    try {
      return new ObjectMapper()
          .readTree(
              """
              {"format": 1, "split": "test",
               "base": {"loss": 3.214, "perplexity": 24.88, "label_tokens": 900, "token_accuracy": 0.31, "cases": 104,
                 "accuracy": 0.058, "exact_match": 0.04, "macro_f1": 0.02, "latency_p50_ms": 12.5,
                 "latency_p95_ms": 19.1, "general_loss": 1.92, "general_label_tokens": 5000},
               "tuned": {"loss": 0.412, "perplexity": 1.51, "label_tokens": 900, "token_accuracy": 0.93, "cases": 104,
                 "accuracy": 0.942, "exact_match": 0.942, "macro_f1": 0.935, "latency_p50_ms": 13.5,
                 "latency_p95_ms": 20.4, "general_loss": 1.98, "general_label_tokens": 5000}}
              """);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
