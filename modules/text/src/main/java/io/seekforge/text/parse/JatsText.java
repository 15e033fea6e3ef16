package io.seekforge.text.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Readable text of JATS content (NISO Z39.96 and the NLM DTDs before it): section titles on lines
 * of their own, paragraphs, lists, tables with their cells between bars, captions of figures.
 * Numeric citation marks go with their brackets; citations in words stay.
 */
final class JatsText {
  private static final Set<String> SKIPPED =
      Set.of(
          "ref-list",
          "graphic",
          "inline-graphic",
          "media",
          "supplementary-material",
          "object-id",
          "tex-math",
          "annotation",
          "xref-group",
          "sub-article",
          "response");
  private static final Set<String> CONTAINERS =
      Set.of(
          "sec",
          "body",
          "abstract",
          "trans-abstract",
          "boxed-text",
          "disp-quote",
          "fig",
          "fig-group",
          "table-wrap",
          "table-wrap-group",
          "table-wrap-foot",
          "caption",
          "alternatives",
          "list",
          "def-list",
          "app",
          "statement",
          "fn-group",
          "fn",
          "ack");

  /** Stands where a citation mark was; a private-use character, as no text has it. */
  private static final char MARK = '\uE000';

  private static final String MARKS = MARK + "(?:[\\s,;\u2010-\u2015-]*+" + MARK + ")*+";
  private static final Pattern CITED =
      Pattern.compile(
          "\\s?(?:\\[\\s*+" + MARKS + "\\s*+]|\\(\\s*+" + MARKS + "\\s*+\\)|" + MARKS + ")");
  private static final Pattern NUMERIC = Pattern.compile("[\\s\\d,;\\[\\]()*\u2010-\u2015-]*");

  private final Blocks blocks = new Blocks();

  /** The text of an element. */
  static String of(XmlNode element) {
    JatsText text = new JatsText();
    text.block(element);
    return text.blocks.toString();
  }

  /** The text of an element on one line. */
  static String line(XmlNode element) {
    if (element == null) {
      return "";
    }
    StringBuilder line = new StringBuilder();
    inline(element, line);
    return Blocks.collapse(CITED.matcher(line).replaceAll(""));
  }

  private void block(XmlNode element) {
    if (element.isText() || skipped(element)) {
      return;
    }
    if (element.is("table")) {
      blocks.lines(table(element));
    } else if (element.is("list-item") || element.is("def-item")) {
      blocks.lines("- " + line(element));
    } else if (CONTAINERS.stream().anyMatch(element::is)) {
      element.children().forEach(this::block);
    } else {
      paragraph(element);
    }
  }

  /** A paragraph may hold lists, tables and figures, which stand between its own lines. */
  private void paragraph(XmlNode element) {
    StringBuilder line = new StringBuilder();
    for (XmlNode child : element.children()) {
      if (!child.isText() && CONTAINERS.stream().anyMatch(child::is) && !child.is("fn")) {
        flush(line);
        block(child);
      } else {
        inline(child, line);
      }
    }
    flush(line);
  }

  private void flush(StringBuilder line) {
    blocks.paragraph(CITED.matcher(line).replaceAll(""));
    line.setLength(0);
  }

  private static void inline(XmlNode node, StringBuilder line) {
    if (node.isText()) {
      line.append(node.text());
    } else if (node.is("xref") && isMark(node)) {
      line.append(MARK);
    } else if (node.is("break")) {
      line.append(' ');
    } else if (!skipped(node)) {
      node.children().forEach(child -> inline(child, line));
    }
  }

  private static boolean skipped(XmlNode node) {
    return SKIPPED.stream().anyMatch(node::is);
  }

  private static boolean isMark(XmlNode reference) {
    return "bibr".equals(reference.attribute("ref-type"))
        && NUMERIC.matcher(reference.text()).matches();
  }

  private static String table(XmlNode table) {
    List<String> rows = new ArrayList<>();
    for (XmlNode row : table.descendants("tr")) {
      List<String> cells = new ArrayList<>();
      for (XmlNode cell : row.children()) {
        if (cell.is("td") || cell.is("th")) {
          cells.add(line(cell));
        }
      }
      if (cells.stream().anyMatch(cell -> !cell.isEmpty())) {
        rows.add(String.join(" | ", cells).strip());
      }
    }
    return String.join("\n", rows);
  }
}
