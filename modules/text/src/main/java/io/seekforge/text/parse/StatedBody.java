package io.seekforge.text.parse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * The body of an article as a page states it for machines: {@code articleBody} of schema.org in
 * JSON-LD. Pages state it cut, with other articles, or not at all, so it is taken only where the
 * visible text lacks most of it (a page that is filled by script, or text behind a curtain).
 */
final class StatedBody {
  private static final int LEAST_CHARS = 400;
  private static final int MOST_CHARS = 1 << 20;
  private static final double LACKS = 0.5;
  private static final int SHINGLE = 4;
  private static final ObjectMapper JSON = new ObjectMapper();

  private StatedBody() {}

  /** The stated body if the text found lacks most of it, else the text found. */
  static String orFound(Document page, String found) {
    String stated = of(page);
    return stated.length() >= LEAST_CHARS && covered(stated, found) < LACKS ? stated : found;
  }

  /** The page's one stated body, or "". */
  private static String of(Document page) {
    Set<String> bodies = new TreeSet<>();
    for (Element script : page.select("script[type=application/ld+json]")) {
      String json = script.data();
      if (json.length() <= MOST_CHARS && json.contains("articleBody")) {
        add(json, bodies);
      }
    }
    return bodies.size() == 1 ? bodies.iterator().next() : "";
  }

  private static void add(String json, Set<String> bodies) {
    try {
      for (JsonNode body : JSON.readTree(json).findValues("articleBody")) {
        String text = body.isTextual() ? body.asText().strip() : "";
        if (!text.isEmpty()) {
          bodies.add(plain(text));
        }
      }
    } catch (JsonProcessingException broken) {
      // A page's broken statement says nothing; the visible text stands.
    }
  }

  /** Some pages state HTML, some escaped HTML. */
  private static String plain(String body) {
    return body.indexOf('<') < 0 && body.indexOf('&') < 0
        ? body
        : HtmlText.of(Jsoup.parseBodyFragment(body).body());
  }

  private static double covered(String stated, String found) {
    Set<String> all = shingles(stated);
    Set<String> have = shingles(found);
    return (double) all.stream().filter(have::contains).count() / Math.max(1, all.size());
  }

  private static Set<String> shingles(String text) {
    String[] words = Blocks.collapse(text).split(" ");
    Set<String> shingles = new HashSet<>();
    for (int i = 0; i + SHINGLE <= words.length; i++) {
      shingles.add(String.join(" ", words[i], words[i + 1], words[i + 2], words[i + 3]));
    }
    return shingles;
  }
}
