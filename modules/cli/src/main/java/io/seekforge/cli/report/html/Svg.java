package io.seekforge.cli.report.html;

import java.util.List;
import java.util.Locale;

/** Builds one inline SVG picture. Colours come from the page's style by class. */
final class Svg {
  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;
  private final String label;

  /**
   * A picture that scales to the width it is given.
   *
   * @param label what a screen reader says
   */
  Svg(int width, int height, String label) {
    this.width = width;
    this.height = height;
    this.label = label;
  }

  /** A rectangle with round corners, with a tooltip if it is not empty. */
  Svg bar(String style, double x, double y, double w, double h, String tooltip) {
    return add(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\">%s</rect>",
        style, n(x), n(y), n(Math.max(0, w)), n(h), n(Math.min(3, h / 2)), title(tooltip));
  }

  Svg line(String style, double x1, double y1, double x2, double y2) {
    return add(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>",
        style, n(x1), n(y1), n(x2), n(y2));
  }

  Svg dot(String style, double x, double y, double radius, String tooltip) {
    return add(
        "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\">%s</circle>",
        style, n(x), n(y), n(radius), title(tooltip));
  }

  /** A line through points. */
  Svg path(String style, List<double[]> points) {
    StringBuilder steps = new StringBuilder();
    for (double[] point : points) {
      steps.append(steps.isEmpty() ? 'M' : 'L').append(n(point[0])).append(' ').append(n(point[1]));
    }
    return add("<path class=\"%s\" d=\"%s\"/>", style, steps);
  }

  /** Text; its style says how it is anchored. */
  Svg text(String style, double x, double y, String text) {
    return add(
        "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>", style, n(x), n(y), Text.escape(text));
  }

  /** The element. */
  @Override
  public String toString() {
    return "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%s</svg>"
        .formatted(width, height, Text.escape(label), body);
  }

  private Svg add(String format, Object... values) {
    body.append(format.formatted(values));
    return this;
  }

  private static String title(String tooltip) {
    return tooltip.isEmpty() ? "" : "<title>" + Text.escape(tooltip) + "</title>";
  }

  private static String n(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
