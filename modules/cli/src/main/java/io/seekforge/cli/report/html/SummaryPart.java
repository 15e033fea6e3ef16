package io.seekforge.cli.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import io.seekforge.cli.report.Report;
import io.seekforge.cli.report.Report.Round;
import io.seekforge.cli.report.Report.StageLine;
import java.util.List;

/** The figures a reader wants first. */
record SummaryPart(Report report) {
  String html() {
    StringBuilder cards = new StringBuilder("<div class=\"cards\">");
    JsonNode base = report.evaluation().path("base");
    JsonNode tuned = report.evaluation().path("tuned");
    if (tuned.path("cases").asLong() > 0) {
      cards.append(
          Element.figure(
              "Held-out cases answered right",
              Text.percent(base.path("accuracy").asDouble()),
              Text.percent(tuned.path("accuracy").asDouble()),
              Text.count(tuned.path("cases").asLong()) + " cases, base → tuned"));
    }
    if (tuned.hasNonNull("loss")) {
      cards.append(
          Element.figure(
              "Held-out loss",
              Text.number(base.path("loss").asDouble()),
              Text.number(tuned.path("loss").asDouble()),
              "per token, lower is better"));
    }
    return cards.append(documents()).append(training()).append("</div>\n").toString();
  }

  private String documents() {
    long read = report.stages().get(0).total();
    long trained = report.corpus().splits().getOrDefault("train", 0L);
    long dropped =
        report.stages().stream().filter(this::ofCorpus).mapToLong(StageLine::dropped).sum();
    return Element.figure(
        "Training documents",
        "",
        Text.count(trained),
        "of "
            + Text.count(read)
            + " records read; "
            + Text.count(dropped)
            + " dropped with reason");
  }

  private boolean ofCorpus(StageLine stage) {
    return !List.of("train", "evaluate", "export").contains(stage.stage());
  }

  private String training() {
    List<Round> rounds = report.training().rounds();
    if (rounds.isEmpty()) {
      return "";
    }
    Round last = rounds.get(rounds.size() - 1);
    double seconds =
        report.stages().stream()
            .filter(stage -> stage.stage().equals("train"))
            .mapToDouble(StageLine::seconds)
            .sum();
    return Element.figure(
        "Training",
        "",
        Text.duration(seconds),
        Text.count(last.step()) + " steps, " + Text.count(last.numTokens()) + " tokens");
  }
}
