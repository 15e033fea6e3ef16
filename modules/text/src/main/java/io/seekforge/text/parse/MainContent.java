package io.seekforge.text.parse;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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

  /** Beside the prose, even in the main element; the title stands in the metadata. */
  private static final String ASIDES = "h1, figure, figcaption, form";

  private static final String NEVER =
      "script, style, noscript, template, iframe, svg, nav, aside, footer, dialog, menu, button,"
          + " input, select, textarea, object, embed, [hidden], [aria-hidden=true],"
          + " [role=navigation], [role=banner], [role=contentinfo], [role=complementary],"
          + " [role=search], [role=dialog], [role=menu], [role=alert],"
          + " [style~=(?i)display\\s*:\\s*none], [style~=(?i)visibility\\s*:\\s*hidden]";

  private static final Pattern EXTRA =
      Pattern.compile(
          "(?:^|[\\s_-])(?:ads?|adverts?|advertisement|sponsor(?:ed)?|banner|breadcrumbs?|byline"
              + "|comments?|commentlist|disqus|cookies?|copyright|credits?|discussion|footer|gallery"
              + "|hide|hidden|login|masthead|meta|metadata|modal|nav|navbar|navigation|newsletter"
              + "|outbrain|pager|pagination|popup|popular|print|promo|promotion|recirc|recommended"
              + "|recommendations|related|respond|share|sharing|shares|shopping|sidebar|signup"
              + "|skip|social|subscribe|subscription|taboola|tags?|teaser|toolbar|trending|widget"
              + "|menu|author-bio|bio|caption|figcaption|most-read|read-more|more-stories)"
              + "(?:$|[\\s_-])");

  private static final Pattern BODY =
      Pattern.compile(
          "article-?body|story-?body|post-?body|entry-?content|post-?content|article-?content"
              + "|article-?text|story-?content|body-?copy|articlebody|blog-?post|page-?content");

  private final Element body;
  private final Set<Element> dropped = Collections.newSetFromMap(new IdentityHashMap<>());

  private MainContent(Element body) {
    this.body = body;
  }

  /** The main text of a page; all its text if nothing of it looks like main text. */
  static String of(Document page) {
    MainContent content = new MainContent(page.body());
    String text = content.extract();
    return text.isBlank() ? HtmlText.of(page.body()) : text;
  }

  private String extract() {
    dropped.addAll(body.select(NEVER));
    dropExtras();
    Element main = main();
    dropLinks(main);
    dropped.addAll(main.select(ASIDES));
    return HtmlText.of(main, dropped);
  }

  /** Drops elements named as extras, unless they hold most of the page's prose. */
  private void dropExtras() {
    TextMass mass = new TextMass(body, dropped);
    for (Element element : body.select("[class], [id]")) {
      boolean small = mass.prose(element) <= HALF * mass.prose(body);
      if (element != body && small && isExtra(element)) {
        dropped.add(element);
      }
    }
  }

  private static boolean isExtra(Element element) {
    String name = (element.className() + " " + element.id()).toLowerCase(Locale.ROOT);
    return EXTRA.matcher(name).find() && !BODY.matcher(name).find();
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
              .filter(child -> HtmlText.isBlock(child) && mass.prose(child) >= most)
              .findFirst();
    }
    return main;
  }

  /** Drops blocks that are mostly links, unless they are most of the text. */
  private void dropLinks(Element main) {
    TextMass mass = new TextMass(main, dropped);
    for (Element block : main.select("ul, ol, dl, div, section, p, table, h2, h3, h4, h5, h6")) {
      boolean small = mass.all(block) <= HALF * mass.all(main);
      if (block != main && small && mass.linkDensity(block) > LINK_DENSITY) {
        dropped.add(block);
      }
    }
  }
}
