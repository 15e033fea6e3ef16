package io.seekforge.text.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jsoup.nodes.Element;

/**
 * A table as text, one row a line, whether it holds data or only places text: empty cells vanish,
 * signs join their numbers ({@code $}, {@code %}, closing brackets), a bullet or label joins what
 * it labels, and other cells stand between bars.
 */
final class HtmlTable {
  private static final int PROSE_CHARS = 120;
  private static final String BETWEEN = " | ";
  private static final Pattern LABEL =
      Pattern.compile(
          "[\u2022\u25CF\u25AA\u00B7\u25E6*\u2013\u2014\u2610-\u2612-]+" // bullets, boxes
              + "|\\(?[A-Za-z0-9]{1,4}[.)]"
              + "|(?:Item|ITEM) [0-9.]+"
              + "|.{1,40}:");
  private static final Pattern OPENING = Pattern.compile("[$\u20AC\u00A3\u00A5(]+|[$]\\s*\\(");
  private static final Pattern CLOSING = Pattern.compile("[)%]+");

  private HtmlTable() {}

  /** The table's text; null if it holds tables or lists and must be walked through. */
  static String render(Element table, Set<Element> dropped) {
    if (table.select("table, ul, ol, pre").size() > 1) {
      return null;
    }
    return table.select("tr").stream()
        .map(row -> row(row, dropped))
        .filter(row -> !row.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  private static String row(Element row, Set<Element> dropped) {
    List<String> cells = new ArrayList<>();
    for (Element cell : row.children()) {
      String text = HtmlText.line(cell, dropped);
      if (!text.isEmpty()) {
        add(text, cells);
      }
    }
    if (cells.size() > 1 && LABEL.matcher(cells.get(0)).matches()) {
      return cells.get(0) + " " + join(cells.subList(1, cells.size()));
    }
    return join(cells);
  }

  private static void add(String text, List<String> cells) {
    int last = cells.size() - 1;
    boolean joins =
        last >= 0
            && (CLOSING.matcher(text).matches() || OPENING.matcher(cells.get(last)).matches());
    if (joins) {
      cells.set(last, cells.get(last) + text);
    } else {
      cells.add(text);
    }
  }

  private static String join(List<String> cells) {
    long prose = cells.stream().filter(cell -> cell.length() > PROSE_CHARS).count();
    return String.join(prose > 1 ? "\n" : BETWEEN, cells);
  }
}
