package io.seekforge.cli.report.html;

import io.seekforge.cli.report.Report;
import io.seekforge.cli.report.Report.Audited;
import io.seekforge.cli.report.Report.StageLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** Variants made and rejected, the mixture of sources, and the audit of decontamination. */
record VariantsPart(Report report) {
  private static final int SHOWN = 20;
  private static final int LONGEST = 160;

  String html() {
    String cards = variants() + mixture() + audit();
    return cards.isEmpty() ? "" : Element.section("Variants, mixture, audit", cards);
  }

  private String variants() {
    List<List<String>> rows = new ArrayList<>();
    for (StageLine stage : report.stages()) {
      if (stage.stage().equals("augment")) {
        stage.figures().forEach((name, value) -> rows.add(List.of("", name, Text.number(value))));
        stage
            .reasons()
            .forEach((rule, count) -> rows.add(List.of("rejected", rule, Text.count(count))));
      }
    }
    return rows.isEmpty()
        ? ""
        : Element.card(
            "wide",
            "Variants",
            "What was made of training documents, what was rejected and why, what it cost.",
            Element.table(List.of("", "", "number"), List.of("", "", "n"), rows));
  }

  private String mixture() {
    List<List<String>> rows = new ArrayList<>();
    for (StageLine stage : report.stages()) {
      SortedMap<String, Double> figures = stage.figures();
      for (Map.Entry<String, Double> epochs : figures.entrySet()) {
        if (stage.stage().equals("pack") && epochs.getKey().startsWith("mix_epochs_")) {
          String source = epochs.getKey().substring("mix_epochs_".length());
          rows.add(
              List.of(
                  source,
                  Text.number(figures.getOrDefault("mix_tokens_in_" + source, 0.0)),
                  Text.number(epochs.getValue()),
                  Text.number(figures.getOrDefault("mix_tokens_" + source, 0.0)),
                  Text.number(figures.getOrDefault("mix_documents_" + source, 0.0))));
        }
      }
    }
    return rows.isEmpty()
        ? ""
        : Element.card(
            "wide",
            "Mixture of sources",
            "How often each source is read in training.",
            Element.table(
                List.of("source", "tokens there", "times read", "tokens read", "documents read"),
                List.of("", "n", "n", "n", "n"),
                rows));
  }

  private String audit() {
    List<List<String>> rows = report.audit().stream().limit(SHOWN).map(VariantsPart::row).toList();
    return rows.isEmpty()
        ? ""
        : Element.card(
            "wide",
            "Decontamination, looked at once more",
            "Dropped documents, doubtful ones first: common_words is likely a false positive.",
            Element.table(
                List.of("verdict", "document", "evaluation", "overlap", "longest run", "matched"),
                List.of("", "mono", "mono", "n", "n", ""),
                rows));
  }

  private static List<String> row(Audited hit) {
    return List.of(
        hit.verdict(),
        hit.id(),
        hit.evaluationId(),
        String.format(Locale.ROOT, "%.2f", hit.overlap()),
        hit.longestRun() + " of " + hit.tokens(),
        Text.shorten(hit.matched(), LONGEST));
  }
}
