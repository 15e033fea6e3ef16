package io.seekforge.cli.report.html;

import java.util.List;

/** How many documents are left after each step: one bar each, with the loss beside it. */
final class FunnelChart {
  private static final int WIDTH = 520;
  private static final int ROW = 34;
  private static final int LEFT = 112;
  private static final int RIGHT = 150;

  /**
   * One step.
   *
   * @param note what the step did, in short
   */
  record Step(String name, long documents, String note) {}

  private FunnelChart() {}

  static String draw(List<Step> steps) {
    long most = steps.stream().mapToLong(Step::documents).max().orElse(0);
    Svg svg = new Svg(WIDTH, steps.size() * ROW + 4, "Documents after each stage");
    Scale scale = new Scale(0, Math.max(1, most), 0, WIDTH - LEFT - RIGHT);
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      double y = i * ROW + 5;
      svg.text("label end", LEFT - 12, y + 16, step.name());
      svg.bar("track", LEFT, y, WIDTH - LEFT - RIGHT, 22, "");
      double length = step.documents() == 0 ? 0 : Math.max(3, scale.at(step.documents()));
      svg.bar("tuned", LEFT, y, length, 22, step.name() + ": " + Text.count(step.documents()));
      svg.text("value", WIDTH - RIGHT + 12, y + 16, Text.count(step.documents()));
      svg.text("note end", WIDTH - 2, y + 16, step.note());
    }
    return svg.toString();
  }
}
