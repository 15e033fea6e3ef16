package io.seekforge.cli.report.html;

import io.seekforge.cli.report.Report;

/** The learning curve. */
record TrainingPart(Report report) {
  String html() {
    if (report.training().rounds().isEmpty()) {
      return "";
    }
    String legend =
        report.training().validations().isEmpty()
            ? Element.legend("train", "training loss (bold: running mean)")
            : Element.legend(
                "train", "training loss (bold: running mean)", "second", "validation loss");
    return Element.section(
        "Learning curve",
        Element.card(
            "wide",
            "",
            "Loss per token after each training round.",
            legend + CurveChart.draw(report.training())));
  }
}
