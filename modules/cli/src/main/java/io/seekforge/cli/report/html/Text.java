package io.seekforge.cli.report.html;

import java.util.Locale;

/** Text for HTML and SVG: escaped, shortened, numbers for people. */
final class Text {
  private Text() {}

  /** Escaped for element content and quoted attributes; control characters become visible. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(character -> escaped.append(escaped(character)));
    return escaped.toString();
  }

  private static String escaped(int character) {
    return switch (character) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '"' -> "&quot;";
      case '\'' -> "&#39;";
      case '\n', '\t' -> Character.toString(character);
      default -> visible(character) ? Character.toString(character) : "\uFFFD";
    };
  }

  private static boolean visible(int character) {
    int type = Character.getType(character);
    return type != Character.CONTROL
        && type != Character.SURROGATE
        && type != Character.UNASSIGNED
        && !isDirectionOverride(character);
  }

  /** Bidirectional overrides could make a table read otherwise than it is. */
  private static boolean isDirectionOverride(int character) {
    return (character >= 0x202A && character <= 0x202E)
        || (character >= 0x2066 && character <= 0x2069);
  }

  /** At most that many code points, then an ellipsis; not yet escaped. */
  static String shorten(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }

  /** 1,234,567. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Three digits that matter. */
  static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 1000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, share >= 0.9995 ? "%.0f %%" : "%.1f %%", 100 * share);
  }

  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    return whole < 3600
        ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole / 60 % 60);
  }
}
