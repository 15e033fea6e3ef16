package io.seekforge.cli.report.html;

import io.seekforge.cli.report.Report;
import io.seekforge.cli.report.Report.StageLine;
import java.util.ArrayList;
import java.util.List;

/** Where everything came from: stages, fingerprints, dictionaries, software. */
record LineagePart(Report report) {
  private static final int MOST_DICTIONARIES = 200;

  String html() {
    return Element.section(
            "Lineage",
            Element.card(
                    "wide",
                    "",
                    "Each stage's output is named by a fingerprint of its inputs, settings, dictionaries and code.",
                    LineageChart.draw(report.stages()))
                + Element.card("wide", "Stages", "", stages())
                + dictionaries()
                + Element.card("wide", "Paths", "", paths()))
        + footer();
  }

  private String stages() {
    List<List<String>> rows = new ArrayList<>();
    for (StageLine stage : report.stages()) {
      rows.add(
          List.of(
              stage.stage(),
              stage.fingerprint(),
              String.join(", ", stage.inputs().keySet()),
              Text.count(stage.total()),
              Text.count(stage.kept()),
              Text.count(stage.dropped()),
              Text.duration(stage.seconds())));
    }
    return Element.table(
        List.of("stage", "fingerprint", "reads", "in", "out", "dropped", "time"),
        List.of("", "mono", "", "n", "n", "n", "n"),
        rows);
  }

  private String dictionaries() {
    List<List<String>> rows = new ArrayList<>();
    for (StageLine stage : report.stages()) {
      stage
          .dictionaries()
          .forEach((path, hash) -> rows.add(List.of(stage.stage(), path, Text.shorten(hash, 17))));
    }
    if (rows.isEmpty()) {
      return "";
    }
    String summary = Text.count(rows.size()) + " files and folders with their SHA-256";
    List<List<String>> shown = rows.subList(0, Math.min(MOST_DICTIONARIES, rows.size()));
    return Element.card(
        "wide",
        "Sources, glossaries, tokenizer and model",
        "",
        Element.details(
            summary,
            Element.table(List.of("stage", "path", "sha-256"), List.of("", "", "mono"), shown)));
  }

  private String paths() {
    List<List<String>> rows = new ArrayList<>();
    report.paths().forEach((name, path) -> rows.add(List.of(name, path)));
    return Element.table(List.of("what", "where"), List.of("", "mono"), rows);
  }

  private String footer() {
    List<String> parts = new ArrayList<>();
    report.provenance().forEach((name, value) -> parts.add(name + " " + value));
    return "<footer>" + Text.escape(String.join(" · ", parts)) + "</footer>\n";
  }
}
