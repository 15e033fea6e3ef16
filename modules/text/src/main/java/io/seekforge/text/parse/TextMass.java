package io.seekforge.text.parse;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;

/** How much text each element below a root holds, counted in one pass. */
final class TextMass {
  /** A block's own text is prose from so many characters on. */
  private static final int PARAGRAPH_CHARS = 40;

  private final Map<Element, Mass> masses = new IdentityHashMap<>();

  private static final class Mass {
    /** Characters in all. */
    long all;

    /** Characters within links. */
    long links;

    /** Characters, links left out, of blocks that hold enough text of their own. */
    long prose;

    /** Characters of a block outside of links and of blocks below. */
    long own;
  }

  /**
   * Counts what is below an element.
   *
   * @param dropped elements that are not there any more
   */
  TextMass(Element root, Set<Element> dropped) {
    NodeTraversor.filter(new Counter(dropped), root);
  }

  long all(Element element) {
    return mass(element).all;
  }

  long prose(Element element) {
    return mass(element).prose;
  }

  /** Share of an element's text that stands within links. */
  double linkDensity(Element element) {
    Mass mass = mass(element);
    return mass.all == 0 ? 0 : (double) mass.links / mass.all;
  }

  private Mass mass(Element element) {
    return masses.getOrDefault(element, new Mass());
  }

  private final class Counter implements NodeFilter {
    private final Set<Element> dropped;
    private final Deque<Mass> blocks = new ArrayDeque<>();
    private final Deque<Mass> open = new ArrayDeque<>();
    private int links;

    Counter(Set<Element> dropped) {
      this.dropped = dropped;
    }

    @Override
    public FilterResult head(Node node, int depth) {
      if (node instanceof TextNode text) {
        count(text.text().strip().length());
      } else if (node instanceof Element element) {
        if (dropped.contains(element)) {
          return FilterResult.SKIP_ENTIRELY;
        }
        Mass mass = new Mass();
        masses.put(element, mass);
        open.push(mass);
        links += element.normalName().equals("a") ? 1 : 0;
        if (HtmlText.isBlock(element) || blocks.isEmpty()) {
          blocks.push(mass);
        }
      }
      return FilterResult.CONTINUE;
    }

    private void count(int chars) {
      if (!open.isEmpty()) {
        open.peek().all += chars;
        open.peek().links += links > 0 ? chars : 0;
        blocks.peek().own += links > 0 ? 0 : chars;
      }
    }

    @Override
    public FilterResult tail(Node node, int depth) {
      if (node instanceof Element element) {
        Mass mass = open.pop();
        links -= element.normalName().equals("a") ? 1 : 0;
        if (blocks.peek() == mass) {
          blocks.pop();
          mass.prose += mass.own >= PARAGRAPH_CHARS ? mass.own : 0;
        }
        if (!open.isEmpty()) {
          open.peek().all += mass.all;
          open.peek().links += mass.links;
          open.peek().prose += mass.prose;
        }
      }
      return FilterResult.CONTINUE;
    }
  }
}
