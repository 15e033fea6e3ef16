package io.seekforge.cli.report.html;

import io.seekforge.cli.report.Report.LengthBin;
import java.util.List;
import java.util.TreeMap;

/** Lengths of documents on a logarithmic axis, splits on top of each other. */
final class LengthChart {
  private static final int WIDTH = 520;
  private static final int HEIGHT = 260;
  private static final int LEFT = 52;
  private static final int BOTTOM = 40;
  private static final List<String> SPLITS = List.of("train", "valid", "test");

  private LengthChart() {}

  static String draw(List<LengthBin> bins) {
    TreeMap<Long, TreeMap<String, LengthBin>> columns = new TreeMap<>();
    for (LengthBin bin : bins) {
      columns.computeIfAbsent(bin.from(), from -> new TreeMap<>()).put(bin.split(), bin);
    }
    Svg svg = new Svg(WIDTH, HEIGHT, "Lengths of documents in characters");
    Scale x =
        new Scale(
            log(columns.firstKey()),
            log(columns.lastEntry().getValue().firstEntry().getValue().to()),
            LEFT,
            WIDTH - 8);
    Scale y = new Scale(0, tallest(columns) * 1.08, HEIGHT - BOTTOM, 14);
    axes(svg, x, y);
    for (TreeMap<String, LengthBin> column : columns.values()) {
      column(svg, column, x, y);
    }
    return svg.toString();
  }

  private static double tallest(TreeMap<Long, TreeMap<String, LengthBin>> columns) {
    return columns.values().stream()
        .mapToLong(column -> column.values().stream().mapToLong(LengthBin::documents).sum())
        .max()
        .orElse(1);
  }

  private static void column(Svg svg, TreeMap<String, LengthBin> column, Scale x, Scale y) {
    long below = 0;
    for (String split : SPLITS) {
      LengthBin bin = column.get(split);
      if (bin != null) {
        double left = x.at(log(bin.from())) + 1;
        double top = y.at(below + bin.documents());
        String tooltip =
            "%s: %s documents of %s to %s characters"
                .formatted(
                    split,
                    Text.count(bin.documents()),
                    Text.count(bin.from()),
                    Text.count(bin.to() - 1));
        svg.bar(split, left, top, x.at(log(bin.to())) - left - 1, y.at(below) - top, tooltip);
        below += bin.documents();
      }
    }
  }

  private static void axes(Svg svg, Scale x, Scale y) {
    for (double tick : y.ticks(4)) {
      svg.line("grid", LEFT, y.at(tick), WIDTH - 8, y.at(tick));
      svg.text("tick end", LEFT - 8, y.at(tick) + 4, Text.count(Math.round(tick)));
    }
    for (long power = 1; power < 1L << 40; power *= 10) {
      for (long tick : new long[] {power, 2 * power, 5 * power}) {
        double at = log(tick);
        if (at >= x.low() && at <= x.high()) {
          svg.line("axis", x.at(at), HEIGHT - BOTTOM, x.at(at), HEIGHT - BOTTOM + 5);
          svg.text("tick middle", x.at(at), HEIGHT - BOTTOM + 18, Text.count(tick));
        }
      }
    }
    svg.line("axis", LEFT, HEIGHT - BOTTOM, WIDTH - 8, HEIGHT - BOTTOM);
    svg.text("tick middle", (LEFT + WIDTH) / 2.0, HEIGHT - 4, "characters in a document");
  }

  private static double log(long value) {
    return Math.log(Math.max(1, value));
  }
}
