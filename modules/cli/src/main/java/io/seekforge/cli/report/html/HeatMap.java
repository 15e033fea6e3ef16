package io.seekforge.cli.report.html;

import java.util.List;

/** A cell for each layer and expert: the darker, the more the expert is used. */
final class HeatMap {
  private static final int WIDTH = 1040;
  private static final int LEFT = 40;
  private static final int TOP = 18;
  private static final int SHADES = 9;

  /** Load that has the darkest shade: four times the mean. */
  private static final double FULL = 4;

  /**
   * One layer.
   *
   * @param load of each expert, 1 being the mean
   * @param marked experts with a dot
   */
  record Line(int layer, List<Double> load, List<Integer> marked) {}

  private HeatMap() {}

  static String draw(String label, List<Line> lines) {
    int experts = lines.stream().mapToInt(line -> line.load().size()).max().orElse(1);
    double cell = Math.min(26, (double) (WIDTH - LEFT) / experts);
    double height = Math.max(8, Math.min(16, cell));
    Svg svg = new Svg(WIDTH, (int) Math.ceil(TOP + lines.size() * height), label);
    int every = Math.max(1, (int) Math.ceil(24 / cell));
    for (int expert = 0; expert < experts; expert += every) {
      svg.text("tick middle", LEFT + (expert + 0.5) * cell, TOP - 6, Integer.toString(expert));
    }
    for (int i = 0; i < lines.size(); i++) {
      row(svg, lines.get(i), TOP + i * height, cell, height);
    }
    return svg.toString();
  }

  private static void row(Svg svg, Line line, double y, double cell, double height) {
    svg.text("tick end", LEFT - 8, y + height / 2 + 4, Integer.toString(line.layer()));
    for (int expert = 0; expert < line.load().size(); expert++) {
      double load = line.load().get(expert);
      double x = LEFT + expert * cell;
      boolean marked = line.marked().contains(expert);
      String tooltip =
          "layer %d, expert %d: load %s%s"
              .formatted(line.layer(), expert, Text.number(load), marked ? ", chosen" : "");
      svg.bar("heat" + shade(load), x, y, Math.max(1, cell - 1), Math.max(1, height - 1), tooltip);
      if (marked) {
        svg.dot("point", x + cell / 2, y + height / 2, Math.min(3, cell / 4), tooltip);
      }
    }
  }

  static int shade(double load) {
    return (int) Math.round(Math.max(0, Math.min(1, load / FULL)) * SHADES);
  }
}
