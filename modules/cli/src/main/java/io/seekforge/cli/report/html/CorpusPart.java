package io.seekforge.cli.report.html;

import io.seekforge.cli.report.Report;
import io.seekforge.cli.report.Report.StageLine;
import io.seekforge.cli.report.html.FunnelChart.Step;
import io.seekforge.cli.report.html.ReasonsChart.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The way of the data: funnel, reasons, lengths, origin. */
record CorpusPart(Report report) {
  private static final List<String> STAGES =
      List.of(
          "collect", "clean", "dedup", "normalize", "split", "augment", "decontaminate", "pack");
  private static final int MOST_REASONS = 16;

  String html() {
    return Element.section(
        "Corpus",
        "<div class=\"two\">"
            + funnel()
            + reasons()
            + "</div><div class=\"two\">"
            + lengths()
            + origin()
            + "</div>");
  }

  private String funnel() {
    List<Step> steps = new ArrayList<>();
    for (StageLine stage : report.stages()) {
      if (stage.stage().equals("collect")) {
        steps.add(new Step("records read", stage.total(), ""));
      }
      if (STAGES.contains(stage.stage()) && !stage.stage().equals("pack")) {
        steps.add(new Step(stage.stage(), stage.kept(), note(stage)));
      }
    }
    return Element.card(
        "",
        "From raw records to training documents",
        "Documents left after each stage, and what it took away.",
        FunnelChart.draw(steps));
  }

  private static String note(StageLine stage) {
    long rewritten =
        stage.reasons().entrySet().stream()
            .filter(reason -> reason.getKey().startsWith("rewrite_"))
            .mapToLong(Map.Entry::getValue)
            .max()
            .orElse(0);
    if (stage.dropped() > 0) {
      return "−" + Text.count(stage.dropped());
    }
    return rewritten > 0 ? Text.count(rewritten) + " rewritten" : "";
  }

  private String reasons() {
    List<Reason> reasons = new ArrayList<>();
    for (StageLine stage : report.stages()) {
      stage
          .reasons()
          .forEach(
              (rule, documents) -> {
                boolean drop = !rule.startsWith("rewrite_") && !rule.startsWith("keep_");
                if (drop && documents > 0 && STAGES.contains(stage.stage())) {
                  reasons.add(new Reason(stage.stage(), rule, documents));
                }
              });
    }
    reasons.sort(Comparator.comparingLong(Reason::documents).reversed());
    String caption =
        reasons.isEmpty()
            ? "Nothing was dropped."
            : "Documents and records by the rule that decided.";
    return Element.card(
        "",
        "Reasons of drops",
        caption,
        reasons.isEmpty()
            ? ""
            : ReasonsChart.draw(reasons.subList(0, Math.min(MOST_REASONS, reasons.size()))));
  }

  private String lengths() {
    if (report.corpus().lengths().isEmpty()) {
      return "";
    }
    return Element.card(
        "",
        "Lengths of documents",
        "Of the documents that were packed; each bar is a quarter of a doubling.",
        Element.legend("train", "train", "valid", "valid", "test", "test")
            + LengthChart.draw(report.corpus().lengths()));
  }

  private String origin() {
    return Element.card(
        "",
        "Origin",
        "Packed documents by split, source and language.",
        Element.table(List.of("", "", "documents"), List.of("", "", "n"), originRows()));
  }

  private List<List<String>> originRows() {
    List<List<String>> rows = new ArrayList<>();
    add(rows, "split", report.corpus().splits());
    add(rows, "source", report.corpus().sources());
    add(rows, "language", report.corpus().languages());
    return rows;
  }

  private static void add(List<List<String>> rows, String kind, SortedMap<String, Long> counts) {
    counts.forEach(
        (name, documents) ->
            rows.add(List.of(kind, name.isEmpty() ? "not stated" : name, Text.count(documents))));
  }
}
