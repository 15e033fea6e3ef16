package io.seekforge.cli.report.html;

import java.util.List;

/** Pieces of the page. Arguments named {@code html} are markup already; all others are escaped. */
final class Element {
  private Element() {}

  static String section(String title, String html) {
    return "<section><h2>" + Text.escape(title) + "</h2>" + html + "</section>\n";
  }

  static String card(String style, String title, String caption, String html) {
    return "<div class=\"card "
        + style
        + "\">"
        + (title.isEmpty() ? "" : "<h3>" + Text.escape(title) + "</h3>")
        + (caption.isEmpty() ? "" : "<p class=\"caption\">" + Text.escape(caption) + "</p>")
        + html
        + "</div>\n";
  }

  /** A large figure; {@code from} stands before it with an arrow, if it is not empty. */
  static String figure(String name, String from, String value, String hint) {
    String before =
        from.isEmpty() ? "" : "<span class=\"from\">" + Text.escape(from) + " → </span>";
    return "<div class=\"card figure\"><div class=\"name\">%s</div><div class=\"big\">%s%s</div><div class=\"hint\">%s</div></div>\n"
        .formatted(Text.escape(name), before, Text.escape(value), Text.escape(hint));
  }

  /** Keys are classes of the style sheet; they alternate with their words. */
  static String legend(String... keysAndWords) {
    StringBuilder legend = new StringBuilder("<p class=\"legend\">");
    for (int i = 0; i < keysAndWords.length; i += 2) {
      legend
          .append("<span class=\"k-")
          .append(keysAndWords[i])
          .append("\">")
          .append(Text.escape(keysAndWords[i + 1]))
          .append("</span>");
    }
    return legend.append("</p>").toString();
  }

  /**
   * A table.
   *
   * @param styles class of each column, "" for none; n: a number
   */
  static String table(List<String> heads, List<String> styles, List<List<String>> rows) {
    StringBuilder table = new StringBuilder("<div class=\"scroll\"><table><thead><tr>");
    for (int i = 0; i < heads.size(); i++) {
      table.append(cell("th", styles.get(i).equals("n") ? "n" : "", heads.get(i)));
    }
    table.append("</tr></thead><tbody>");
    for (List<String> row : rows) {
      table.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        table.append(cell("td", styles.get(i), row.get(i)));
      }
      table.append("</tr>\n");
    }
    return table.append("</tbody></table></div>").toString();
  }

  private static String cell(String tag, String style, String text) {
    return "<%s%s>%s</%s>"
        .formatted(tag, style.isEmpty() ? "" : " class=\"" + style + "\"", Text.escape(text), tag);
  }

  static String details(String summary, String html) {
    return "<details><summary>" + Text.escape(summary) + "</summary>" + html + "</details>";
  }
}
