package io.seekforge.text.parse;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** Classes and ids that name what stands beside an article: adverts, comments, related links. */
final class ExtraNames {
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

  private ExtraNames() {}

  /** Whether an element is named as an extra. */
  static boolean fit(Element element) {
    String names = element.className() + " " + element.id();
    String name = words(names);
    return EXTRA.matcher(name).find() && !BODY.matcher(name).find();
  }

  /** Lower case, with a dash where the case changes within a name ({@code newsCaption}). */
  private static String words(String names) {
    StringBuilder words = new StringBuilder(names.length() + 8);
    for (int i = 0; i < names.length(); i++) {
      char c = names.charAt(i);
      boolean inner =
          i > 0 && Character.isUpperCase(c) && Character.isLowerCase(names.charAt(i - 1));
      words.append(inner ? "-" : "").append(c);
    }
    return words.toString().toLowerCase(Locale.ROOT);
  }
}
