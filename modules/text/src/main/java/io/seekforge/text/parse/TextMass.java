package io.seekforge.text.parse;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

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

  TextMass(Element root) {
    NodeTraversor.traverse(new Counter(), root);
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

  private final class Counter implements NodeVisitor {
    private final Deque<Mass> blocks = new ArrayDeque<>();
    private final Deque<Mass> open = new ArrayDeque<>();
    private int links;

    @Override
    public void head(Node node, int depth) {
      if (node instanceof TextNode text) {
        count(text.text().strip().length());
      } else if (node instanceof Element element) {
        Mass mass = new Mass();
        masses.put(element, mass);
        open.push(mass);
        links += element.normalName().equals("a") ? 1 : 0;
        if (HtmlText.isBlock(element) || blocks.isEmpty()) {
          blocks.push(mass);
        }
      }
    }

    private void count(int chars) {
      if (!open.isEmpty()) {
        open.peek().all += chars;
        open.peek().links += links > 0 ? chars : 0;
        blocks.peek().own += links > 0 ? 0 : chars;
      }
    }

    @Override
    public void tail(Node node, int depth) {
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
    }
  }
}
