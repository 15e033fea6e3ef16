package io.seekforge.cli.report.html;

import io.seekforge.cli.report.Report;
import io.seekforge.cli.report.Report.StageLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the classifiers of the clean stage reach on the examples that were held out. */
record ClassifiersPart(Report report) {
  private static final String RECALL = "domain_recall_";
  private static final String PRECISION = "quality_precision_";

  String html() {
    String cards = quality() + domains();
    return cards.isEmpty() ? "" : Element.section("Classifiers", cards);
  }

  private SortedMap<String, Double> figures() {
    for (StageLine stage : report.stages()) {
      if (stage.stage().equals("clean")) {
        return stage.figures();
      }
    }
    return new TreeMap<>();
  }

  private String quality() {
    SortedMap<String, Double> figures = figures();
    if (!figures.containsKey("quality_auc")) {
      return "";
    }
    List<List<String>> rows = new ArrayList<>();
    for (String name : figures.keySet()) {
      if (name.startsWith(PRECISION)) {
        String threshold = name.substring(PRECISION.length());
        rows.add(
            List.of(
                threshold,
                share(figures.get(name)),
                share(figures.getOrDefault("quality_recall_" + threshold, 0.0))));
      }
    }
    String text =
        "Held out: %s good and %s bad examples. Accuracy %s, area under the ROC curve %s."
            .formatted(
                Text.number(figures.getOrDefault("quality_held_out_good", 0.0)),
                Text.number(figures.getOrDefault("quality_held_out_bad", 0.0)),
                share(figures.getOrDefault("quality_accuracy", 0.0)),
                share(figures.get("quality_auc")));
    return Element.card(
        "wide",
        "Quality, learned from examples",
        text,
        Element.table(List.of("least score", "precision", "recall"), List.of("n", "n", "n"), rows));
  }

  private String domains() {
    SortedMap<String, Double> figures = figures();
    if (!figures.containsKey("domain_accuracy")) {
      return "";
    }
    List<List<String>> rows = new ArrayList<>();
    for (String name : figures.keySet()) {
      if (name.startsWith(RECALL)) {
        String domain = name.substring(RECALL.length());
        rows.add(
            List.of(
                domain,
                Text.number(figures.getOrDefault("domain_held_out_" + domain, 0.0)),
                share(figures.getOrDefault("domain_precision_" + domain, 0.0)),
                share(figures.get(name))));
      }
    }
    return Element.card(
        "wide",
        "Domains, learned from sources",
        "Accuracy on held-out examples: " + share(figures.get("domain_accuracy")) + ".",
        Element.table(
            List.of("domain", "held out", "precision", "recall"),
            List.of("", "n", "n", "n"),
            rows));
  }

  private static String share(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
