package io.seekforge.text.parse;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * Finds the main text of a web page: what is never part of it goes first (by tag, role, name), then
 * the smallest element that holds most of the prose is taken, and within it what is made of links
 * or named as an extra goes too. The idea of paragraphs voting for their ancestors is
 * Readability's.
 */
final class MainContent {
  /** Share of the page's prose that the main element must hold. */
  private static final double MOST = 0.7;

  private static final double HALF = 0.5;
  private static final double LINK_DENSITY = 0.4;

  /** A sentence may be one long link; a paragraph that is nothing else points elsewhere. */
  private static final double PARAGRAPH_LINK_DENSITY = 0.8;

  private static final int CAPTION_CHARS = 150;
  private static final int CAPTION_LEVELS = 4;
  private static final String HEADINGS = "h1, h2, h3, h4, h5, h6";

  /** Share of the page's prose that an element named as the article's body must hold. */
  private static final double STATED = 0.3;

  private static final double SIBLING_LINK_DENSITY = 0.25;

  private static final Set<String> PARTS = Set.of("ol", "ul", "li", "dl", "p", "blockquote", "pre");

  /** Beside the prose, even in the main element; the title stands in the metadata. */
  private static final String ASIDES = "h1, figure, figcaption, form";

  private static final String NEVER =
      "script, style, noscript, template, iframe, svg, nav, aside, footer, dialog, menu, button,"
          + " input, select, textarea, object, embed, [hidden], [aria-hidden=true],"
          + " [role=navigation], [role=banner], [role=contentinfo], [role=complementary],"
          + " [role=search], [role=dialog], [role=menu], [role=alert],"
          + " a[rel~=(?i)^tag$], [itemprop~=^(author|datePublished|dateModified|publisher)$],"
          + " [style~=(?i)display\\s*:\\s*none], [style~=(?i)visibility\\s*:\\s*hidden]";

  private final Element body;
  private final Set<Element> dropped = Collections.newSetFromMap(new IdentityHashMap<>());

  private MainContent(Element body) {
    this.body = body;
  }

  /** The main text of a page; all its text if nothing of it looks like main text. */
  static String of(Document page) {
    MainContent content = new MainContent(page.body());
    String text = content.extract();
    return StatedBody.orFound(page, text.isBlank() ? HtmlText.of(page.body()) : text);
  }

  private String extract() {
    dropped.addAll(body.select(NEVER));
    dropExtras();
    dropCaptions();
    Element main = stated().orElseGet(() -> withSiblings(main()));
    dropLinks(main);
    dropped.addAll(main.select(ASIDES));
    return HtmlText.of(main, dropped);
  }

  /** Drops elements named as extras, unless they hold most of the page's prose. */
  private void dropExtras() {
    TextMass mass = new TextMass(body, dropped);
    for (Element element : body.select("[class], [id]")) {
      boolean small = mass.prose(element) <= HALF * mass.prose(body);
      if (element != body && small && ExtraNames.fit(element)) {
        dropped.add(element);
      }
    }
  }

  /** Drops the few words that share a small block with nothing but a picture. */
  private void dropCaptions() {
    TextMass mass = new TextMass(body, dropped);
    Set<Element> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Element picture : body.select("img, picture, video")) {
      Element block = picture.parent();
      for (int up = 0; up < CAPTION_LEVELS && block != body && mass.all(block) == 0; up++) {
        block = block.parent();
      }
      // Each block is looked at once, however many pictures it holds.
      boolean caption = block != body && seen.add(block) && mass.all(block) <= CAPTION_CHARS;
      if (caption && HtmlText.isBlock(block) && block.selectFirst(HEADINGS) == null) {
        dropped.add(block);
      }
    }
  }

  /** The element that the page itself names as the article's body, if it holds enough prose. */
  private Optional<Element> stated() {
    TextMass mass = new TextMass(body, dropped);
    double least = STATED * mass.prose(body);
    return body.select("[itemprop~=^articleBody$]").stream()
        .filter(element -> least > 0 && mass.prose(element) >= least)
        .findFirst();
  }

  /** The deepest element that holds most of the prose. */
  private Element main() {
    TextMass mass = new TextMass(body, dropped);
    double most = MOST * mass.prose(body);
    Element main = body;
    Optional<Element> next = Optional.of(body);
    while (most > 0 && next.isPresent()) {
      main = next.get();
      next =
          main.children().stream()
              .filter(child -> contains(child) && mass.prose(child) >= most)
              .findFirst();
    }
    return main;
  }

  /**
   * The main element, or the ancestor that holds it with more of the same article: paragraphs and
   * blocks of the same class beside it; what else stands beside them is dropped.
   */
  private Element withSiblings(Element found) {
    TextMass mass = new TextMass(body, dropped);
    Element main = found;
    for (Element at = found; at != body && at.parent() != null; at = at.parent()) {
      Element child = at;
      Map<Boolean, List<Element>> siblings =
          at.parent().children().stream()
              .filter(sibling -> sibling != child)
              .collect(Collectors.partitioningBy(sibling -> continues(child, sibling, mass)));
      if (!siblings.get(true).isEmpty()) {
        main = at.parent();
        dropped.addAll(siblings.get(false));
      }
    }
    return main;
  }

  private static boolean continues(Element main, Element sibling, TextMass mass) {
    boolean alike =
        sibling.normalName().equals("p")
            || (!sibling.className().isBlank()
                && sibling.className().equals(main.className())
                && sibling.selectFirst("article, h1") == null);
    return alike && mass.prose(sibling) > 0 && mass.linkDensity(sibling) < SIBLING_LINK_DENSITY;
  }

  /** Whether an element may hold an article: lists and paragraphs are parts of one. */
  private static boolean contains(Element element) {
    return HtmlText.isBlock(element) && !PARTS.contains(element.normalName());
  }

  /** Drops blocks that are mostly links, unless they are most of the text. */
  private void dropLinks(Element main) {
    TextMass mass = new TextMass(main, dropped);
    for (Element block : main.select("ul, ol, dl, div, section, p, table, h2, h3, h4, h5, h6")) {
      boolean small = mass.all(block) <= HALF * mass.all(main);
      double most = block.normalName().equals("p") ? PARAGRAPH_LINK_DENSITY : LINK_DENSITY;
      if (block != main && small && mass.linkDensity(block) > most) {
        dropped.add(block);
      }
    }
  }
}
