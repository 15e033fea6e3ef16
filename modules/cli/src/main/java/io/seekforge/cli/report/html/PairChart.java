package io.seekforge.cli.report.html;

import java.util.List;

/** Base against tuned: two bars for each figure. */
final class PairChart {
  private static final int WIDTH = 520;
  private static final int GROUP = 62;
  private static final int LEFT = 128;
  private static final int RIGHT = 72;

  /**
   * One figure of both models.
   *
   * @param full value of a bar that fills the width
   * @param shownBase the value in words
   */
  record Pair(
      String name, double base, double tuned, double full, String shownBase, String shownTuned) {

    static Pair share(String name, double base, double tuned) {
      return new Pair(name, base, tuned, 1, Text.percent(base), Text.percent(tuned));
    }

    static Pair value(String name, double base, double tuned) {
      double full = Math.max(1e-12, Math.max(base, tuned));
      return new Pair(name, base, tuned, full, Text.number(base), Text.number(tuned));
    }
  }

  private PairChart() {}

  static String draw(String label, List<Pair> pairs) {
    Svg svg = new Svg(WIDTH, pairs.size() * GROUP, label);
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      double y = i * GROUP + 7;
      svg.text("label end", LEFT - 14, y + 28, pair.name());
      bar(svg, "base", y, pair.base() / pair.full(), pair.name() + ", base", pair.shownBase());
      bar(
          svg,
          "tuned",
          y + 24,
          pair.tuned() / pair.full(),
          pair.name() + ", tuned",
          pair.shownTuned());
    }
    return svg.toString();
  }

  private static void bar(
      Svg svg, String style, double y, double share, String name, String shown) {
    double room = WIDTH - LEFT - RIGHT;
    double length = Math.max(2, Math.min(1, share) * room);
    svg.bar("track", LEFT, y, room, 20, "");
    svg.bar(style, LEFT, y, length, 20, name + ": " + shown);
    svg.text(style.equals("tuned") ? "value strong" : "value", LEFT + room + 10, y + 15, shown);
  }
}
