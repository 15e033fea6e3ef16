package io.seekforge.cli.report.html;

import io.seekforge.cli.report.Report;
import io.seekforge.cli.report.Report.Drop;
import io.seekforge.cli.report.Report.Rewrite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was quarantined, dropped and rewritten: a few rows of each; all are in report.json. */
record DefectsPart(Report report) {
  private static final int SHOWN = 20;
  private static final int LONGEST = 160;

  String html() {
    return Element.section("Quarantine, drops and rewrites", quarantine() + drops() + rewrites());
  }

  private String quarantine() {
    List<List<String>> rows =
        report.quarantine().stream()
            .limit(SHOWN)
            .map(
                bad ->
                    List.of(
                        bad.file(),
                        place(bad.position()),
                        bad.reason(),
                        Text.shorten(bad.detail(), LONGEST),
                        Text.shorten(bad.sample(), LONGEST)))
            .toList();
    return rows.isEmpty()
        ? Element.card("wide", "Quarantine", "Every record could be read.", "")
        : Element.card(
            "wide",
            "Quarantine",
            shown(rows.size(), report.quarantine().size(), "records that could not be read"),
            Element.table(
                List.of("file", "record", "reason", "detail", "begins with"),
                List.of("", "n", "", "", "mono"),
                rows));
  }

  private String drops() {
    List<Drop> drops =
        report.drops().stream().filter(drop -> !drop.stage().equals("collect")).toList();
    List<List<String>> rows = new ArrayList<>();
    spread(drops)
        .forEach(
            drop ->
                rows.add(
                    List.of(
                        drop.stage(),
                        drop.rule(),
                        drop.key().isEmpty() ? drop.id() : drop.key(),
                        drop.file() + (drop.position() < 0 ? "" : " #" + drop.position()),
                        drop.value() + (drop.threshold().isEmpty() ? "" : " / " + drop.threshold()),
                        drop.duplicateOf())));
    return rows.isEmpty()
        ? ""
        : Element.card(
            "wide",
            "Dropped documents",
            shown(rows.size(), drops.size(), "dropped documents"),
            Element.table(
                List.of("stage", "rule", "document", "file", "value / threshold", "duplicate of"),
                List.of("", "", "", "", "", "mono"),
                rows));
  }

  private String rewrites() {
    List<List<String>> rows = new ArrayList<>();
    List<Rewrite> terms =
        report.rewrites().stream().filter(rewrite -> rewrite.stage().equals("normalize")).toList();
    List<Rewrite> chosen = terms.isEmpty() ? report.rewrites() : terms;
    chosen.stream()
        .limit(SHOWN)
        .forEach(
            rewrite ->
                rows.add(
                    List.of(
                        rewrite.stage(),
                        rewrite.rule(),
                        rewrite.key().isEmpty() ? rewrite.id() : rewrite.key(),
                        rewrite.value(),
                        Text.shorten(rewrite.detail(), LONGEST))));
    return rows.isEmpty()
        ? ""
        : Element.card(
            "wide",
            "Rewritten documents",
            shown(rows.size(), chosen.size(), "rewrites"),
            Element.table(
                List.of("stage", "rule", "document", "value", "detail"),
                List.of("", "", "", "", ""),
                rows));
  }

  /** A few drops of every rule rather than many of the first. */
  private static List<Drop> spread(List<Drop> drops) {
    Map<String, List<Drop>> rules = new LinkedHashMap<>();
    drops.forEach(
        drop ->
            rules.computeIfAbsent(drop.stage() + drop.rule(), rule -> new ArrayList<>()).add(drop));
    int each = rules.isEmpty() ? 0 : Math.max(2, SHOWN / rules.size());
    return rules.values().stream().flatMap(list -> list.stream().limit(each)).toList();
  }

  private static String place(long position) {
    return position < 0 ? "whole file" : Text.count(position);
  }

  private static String shown(int shown, int all, String what) {
    return shown >= all
        ? "All "
            + Text.count(all)
            + " "
            + what
            + "; seekforge trace RECIPE ID shows the whole way of one."
        : "%s of %s %s; report.json lists more, and seekforge trace RECIPE ID shows the whole way of one."
            .formatted(Text.count(shown), Text.count(all), what);
  }
}
