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
        + domains()
        + samples();
  }

  /** Held-out loss of every domain under every model, and the experts its tokens took. */
  private String domains() {
    JsonNode matrix = report.evaluation().path("domains");
    if (matrix.isMissingNode()) {
      return "";
    }
    List<String> models = new ArrayList<>();
    matrix.fieldNames().forEachRemaining(models::add);
    List<String> names = new ArrayList<>();
    matrix
        .path("mixture")
        .fields()
        .forEachRemaining(
            field -> {
              if (field.getValue().isObject()) {
                names.add(field.getKey());
              }
            });
    List<List<String>> losses = new ArrayList<>();
    List<List<String>> shares = new ArrayList<>();
    for (String domain : names) {
      List<String> loss = new ArrayList<>(List.of(Text.escape(domain)));
      models.forEach(
          model ->
              loss.add(
                  Text.number(matrix.path(model).path(domain).path("loss").asDouble())
                      + " ("
                      + Text.percent(
                          matrix.path(model).path(domain).path("token_accuracy").asDouble())
                      + ")"));
      losses.add(loss);
      List<String> share = new ArrayList<>(List.of(Text.escape(domain)));
      matrix
          .path("mixture")
          .path(domain)
          .path("expert_share")
          .forEach(value -> share.add(Text.percent(value.asDouble())));
      shares.add(share);
    }
    return Element.section(
        "Domains",
        Element.card(
                "wide",
                "Loss and token accuracy by domain and model",
                "Held-out sequences of each domain (row) under each model (column).",
                table("domain", models, losses))
            + Element.card(
                "wide",
                "Experts that each domain's tokens took",
                "Share of the mixture's choices, over all layers; experts in the order of the domains.",
                table("domain", names, shares)));
  }

  private static String table(String first, List<String> columns, List<List<String>> rows) {
    List<String> heads = new ArrayList<>(List.of(first));
    columns.forEach(column -> heads.add(Text.escape(column)));
    List<String> styles = new ArrayList<>(List.of(""));
    columns.forEach(column -> styles.add("n"));
    return Element.table(heads, styles, rows);
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
