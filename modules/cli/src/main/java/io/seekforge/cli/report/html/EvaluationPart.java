package io.seekforge.cli.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import io.seekforge.cli.report.Report;
import io.seekforge.cli.report.Report.Sample;
import io.seekforge.cli.report.html.PairChart.Pair;
import java.util.ArrayList;
import java.util.List;

/** Base against tuned: figures, forgetting, samples. */
final class EvaluationPart {
  private static final int LONGEST_PROMPT = 800;
  private static final int LONGEST_ANSWER = 400;

  private final Report report;
  private final JsonNode base;
  private final JsonNode tuned;

  EvaluationPart(Report report) {
    this.report = report;
    this.base = report.evaluation().path("base");
    this.tuned = report.evaluation().path("tuned");
  }

  String html() {
    return Element.section(
            "Base against tuned", "<div class=\"two\">" + shares() + losses() + "</div>")
        + new DomainsPart(report.evaluation().path("domains")).html()
        + samples();
  }

  private String shares() {
    List<Pair> pairs = new ArrayList<>();
    addShare(pairs, "Accuracy", "accuracy");
    addShare(pairs, "Exact match", "exact_match");
    addShare(pairs, "Macro F1", "macro_f1");
    addShare(pairs, "Token accuracy", "token_accuracy");
    String caption =
        "Share of held-out cases and tokens the model gets right, on the %s split."
            .formatted(report.evaluation().path("split").asText());
    return Element.card(
        "", "Quality", caption, legend() + PairChart.draw("Quality of base and tuned", pairs));
  }

  private void addShare(List<Pair> pairs, String name, String field) {
    if (tuned.path(field).isNumber() && base.path(field).isNumber()) {
      pairs.add(Pair.share(name, base.path(field).asDouble(), tuned.path(field).asDouble()));
    }
  }

  private String losses() {
    List<Pair> pairs = new ArrayList<>();
    addValue(pairs, "Loss", "loss");
    addValue(pairs, "Perplexity", "perplexity");
    addValue(pairs, "General loss", "general_loss");
    addValue(pairs, "Latency p50, ms", "latency_p50_ms");
    addValue(pairs, "Latency p95, ms", "latency_p95_ms");
    return Element.card(
        "",
        "Loss, forgetting and speed",
        "Lower is better. " + forgetting(),
        legend() + PairChart.draw("Loss and latency of base and tuned", pairs));
  }

  private String forgetting() {
    if (!tuned.path("general_loss").isNumber()) {
      return "No general texts were given, so forgetting was not measured.";
    }
    double change = tuned.path("general_loss").asDouble() - base.path("general_loss").asDouble();
    return "Loss on general texts changed by %s%s: what the model may have forgotten."
        .formatted(change >= 0 ? "+" : "−", Text.number(Math.abs(change)));
  }

  private void addValue(List<Pair> pairs, String name, String field) {
    if (tuned.path(field).isNumber() && base.path(field).isNumber()) {
      pairs.add(Pair.value(name, base.path(field).asDouble(), tuned.path(field).asDouble()));
    }
  }

  private static String legend() {
    return Element.legend("base", "base", "tuned", "tuned");
  }

  private String samples() {
    if (report.samples().isEmpty()) {
      return "";
    }
    StringBuilder samples = new StringBuilder();
    report.samples().forEach(sample -> samples.append(sample(sample)));
    return Element.section(
        "Samples before and after",
        "<p class=\"caption\">Half are cases that only the tuned model answers, a quarter cases it gets wrong (as far as"
            + " there are any).</p>"
            + samples);
  }

  private static String sample(Sample sample) {
    return "<div class=\"card sample\"><div class=\"prompt\">%s</div><div class=\"answers\">%s%s%s</div></div>\n"
        .formatted(
            Text.escape(Text.shorten(sample.prompt().strip(), LONGEST_PROMPT)),
            answer("", "expected", sample.expected()),
            answer(
                sample.baseCorrect() ? "right" : "wrong",
                "base" + mark(sample.baseCorrect()),
                sample.base()),
            answer(
                sample.tunedCorrect() ? "right" : "wrong",
                "tuned" + mark(sample.tunedCorrect()),
                sample.tuned()));
  }

  private static String mark(boolean right) {
    return right ? " ✓" : " ✗";
  }

  private static String answer(String style, String name, String text) {
    String shown = text.isBlank() ? "(nothing)" : Text.shorten(text.strip(), LONGEST_ANSWER);
    return "<div class=\"answer %s\"><b>%s</b>%s</div>"
        .formatted(style, Text.escape(name), Text.escape(shown));
  }
}
