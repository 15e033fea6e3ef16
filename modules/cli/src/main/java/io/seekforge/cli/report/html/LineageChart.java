package io.seekforge.cli.report.html;

import io.seekforge.cli.report.Report.StageLine;
import java.util.List;

/** The chain of stages with their fingerprints, row by row. */
final class LineageChart {
  private static final int COLUMNS = 6;
  private static final int BOX = 156;
  private static final int GAP = 24;
  private static final int ROW = 104;
  private static final int TALL = 76;

  private LineageChart() {}

  static String draw(List<StageLine> stages) {
    int rows = (stages.size() + COLUMNS - 1) / COLUMNS;
    Svg svg = new Svg(COLUMNS * (BOX + GAP) - GAP, rows * ROW - (ROW - TALL), "Stages in order");
    for (int i = 0; i < stages.size(); i++) {
      double x = (i % COLUMNS) * (BOX + GAP);
      double y = i / COLUMNS * ROW;
      StageLine stage = stages.get(i);
      svg.bar("box", x, y, BOX, TALL, stage.path());
      svg.text("label strong", x + 12, y + 22, stage.stage());
      svg.text("mono", x + 12, y + 42, stage.fingerprint());
      svg.text("note", x + 12, y + 62, note(stage));
      if (i + 1 < stages.size()) {
        arrow(svg, i, x, y);
      }
    }
    return svg.toString();
  }

  private static void arrow(Svg svg, int index, double x, double y) {
    if (index % COLUMNS < COLUMNS - 1) {
      double middle = y + TALL / 2.0;
      double tip = x + BOX + GAP - 4;
      svg.line("arrow", x + BOX + 4, middle, tip, middle);
      svg.line("arrow", tip - 5, middle - 4, tip, middle);
      svg.line("arrow", tip - 5, middle + 4, tip, middle);
    } else {
      svg.path(
          "arrow",
          List.of(
              new double[] {x + BOX / 2.0, y + TALL + 3},
              new double[] {x + BOX / 2.0, y + TALL + 14},
              new double[] {BOX / 2.0, y + TALL + 14},
              new double[] {BOX / 2.0, y + ROW - 4}));
    }
  }

  private static String note(StageLine stage) {
    return Text.count(stage.kept()) + " out, " + Text.duration(stage.seconds());
  }
}
