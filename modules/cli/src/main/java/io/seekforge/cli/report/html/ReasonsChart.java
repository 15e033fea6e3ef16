package io.seekforge.cli.report.html;

import java.util.List;

/** Why documents were dropped: one bar for each rule, longest first. */
final class ReasonsChart {
  private static final int WIDTH = 520;
  private static final int ROW = 28;
  private static final int LEFT = 268;
  private static final int RIGHT = 52;

  record Reason(String stage, String rule, long documents) {}

  private ReasonsChart() {}

  static String draw(List<Reason> reasons) {
    long most = reasons.stream().mapToLong(Reason::documents).max().orElse(1);
    Svg svg = new Svg(WIDTH, reasons.size() * ROW + 4, "Documents dropped by rule");
    Scale scale = new Scale(0, most, 0, WIDTH - LEFT - RIGHT);
    for (int i = 0; i < reasons.size(); i++) {
      Reason reason = reasons.get(i);
      double y = i * ROW + 4;
      svg.text("note", 0, y + 14, reason.stage());
      svg.text("label end", LEFT - 12, y + 14, Text.shorten(reason.rule(), 24));
      double length = Math.max(3, scale.at(reason.documents()));
      String tooltip =
          reason.stage() + ", " + reason.rule() + ": " + Text.count(reason.documents());
      svg.bar("drop", LEFT, y, length, 18, tooltip);
      svg.text("value", LEFT + length + 8, y + 14, Text.count(reason.documents()));
    }
    return svg.toString();
  }
}
