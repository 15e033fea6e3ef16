package io.seekforge.text.parse;

import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;

/**
 * Readable text of HTML: a blank line between blocks, list items behind a dash, rows of tables on
 * lines. Walks without recursion, so that depth is no danger.
 */
final class HtmlText implements NodeFilter {
  private static final Set<String> BLOCKS =
      Set.of(
          "address",
          "article",
          "aside",
          "blockquote",
          "body",
          "center",
          "dd",
          "details",
          "dialog",
          "div",
          "dl",
          "dt",
          "fieldset",
          "figcaption",
          "figure",
          "footer",
          "form",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "header",
          "hr",
          "html",
          "main",
          "nav",
          "ol",
          "p",
          "pre",
          "section",
          "summary",
          "table",
          "tbody",
          "td",
          "tfoot",
          "th",
          "thead",
          "tr",
          "ul");
  private static final Set<String> SKIPPED =
      Set.of(
          "script",
          "style",
          "noscript",
          "template",
          "head",
          "title",
          "iframe",
          "object",
          "embed",
          "svg",
          "canvas",
          "audio",
          "video",
          "map",
          "select",
          "textarea",
          "input",
          "button");

  private static final int LINE = 1;
  private static final int BLANK_LINE = 2;

  private final Set<Element> dropped;
  private final StringBuilder text = new StringBuilder();
  private int breaks;
  private boolean space;
  private int verbatim;

  private HtmlText(Set<Element> dropped) {
    this.dropped = dropped;
  }

  /** The text below an element. */
  static String of(Element root) {
    return of(root, Set.of());
  }

  /**
   * The text below an element without some elements: taking thousands of them out of the tree would
   * cost the square of their number.
   */
  static String of(Element root, Set<Element> dropped) {
    HtmlText text = new HtmlText(dropped);
    NodeTraversor.filter(text, root);
    return text.text.toString();
  }

  /** The text below an element on one line. */
  static String line(Element root, Set<Element> dropped) {
    return Blocks.collapse(of(root, dropped));
  }

  static boolean isBlock(Element element) {
    return BLOCKS.contains(element.normalName()) || element.normalName().equals("li");
  }

  @Override
  public FilterResult head(Node node, int depth) {
    if (node instanceof TextNode piece) {
      append(piece.getWholeText());
    } else if (node instanceof Element element) {
      return start(element, depth);
    }
    return FilterResult.CONTINUE;
  }

  private FilterResult start(Element element, int depth) {
    String name = element.normalName();
    if (SKIPPED.contains(name) || dropped.contains(element)) {
      return FilterResult.SKIP_ENTIRELY;
    }
    if (name.equals("table") && depth > 0) {
      String table = HtmlTable.render(element, dropped);
      if (table != null) {
        lines(table);
        return FilterResult.SKIP_CHILDREN;
      }
    }
    if (name.equals("li")) {
      breakLine(LINE);
      append("-");
      space = true;
    } else if (name.equals("br")) {
      breaks = Math.min(BLANK_LINE, breaks + 1);
    } else if (BLOCKS.contains(name)) {
      breakLine(BLANK_LINE);
    }
    verbatim += name.equals("pre") ? 1 : 0;
    return FilterResult.CONTINUE;
  }

  @Override
  public FilterResult tail(Node node, int depth) {
    if (node instanceof Element element) {
      if (element.normalName().equals("li")) {
        breakLine(LINE);
      } else if (BLOCKS.contains(element.normalName())) {
        breakLine(BLANK_LINE);
      }
      verbatim -= element.normalName().equals("pre") ? 1 : 0;
    }
    return FilterResult.CONTINUE;
  }

  private void lines(String block) {
    breakLine(BLANK_LINE);
    verbatim++;
    append(block);
    verbatim--;
    breakLine(BLANK_LINE);
  }

  private void breakLine(int least) {
    // A dash that waits for its item's text must not be left alone on its line.
    boolean waiting = space && text.length() > 0 && endsWithDash();
    if (!waiting) {
      breaks = Math.max(breaks, least);
    }
  }

  private boolean endsWithDash() {
    int last = text.length() - 1;
    return text.charAt(last) == '-' && (last == 0 || text.charAt(last - 1) == '\n');
  }

  private void append(String characters) {
    for (int i = 0; i < characters.length(); i++) {
      char c = characters.charAt(i);
      boolean white = Character.isWhitespace(c) || Character.isSpaceChar(c);
      if (!white) {
        flush();
        text.append(c);
      } else if (verbatim > 0 && c == '\n') {
        breaks = Math.min(BLANK_LINE, breaks + 1);
        space = false;
      } else if (verbatim > 0 && breaks == 0) {
        text.append(' ');
      } else {
        space = true;
      }
    }
  }

  private void flush() {
    if (text.length() > 0 && breaks > 0) {
      text.append(breaks == LINE ? "\n" : "\n\n");
    } else if (text.length() > 0 && space) {
      text.append(' ');
    }
    breaks = 0;
    space = false;
  }
}
