package io.seekforge.text.parse;

import java.util.Map;
import java.util.regex.Pattern;

/** How a bibliography of EndNote is read and compared, and its labels: captions in its records. */
public final class Citations {
  public static final Map<String, String> KINDS =
      Map.of(
          "title", "text",
          "authors", "names",
          "year", "year",
          "journal", "journal",
          "volume", "number",
          "pages", "pages",
          "doi", "identifier");
  public static final Map<String, String> PATHS =
      Map.of(
          "text", "{titles/title}\n\n{abstract}",
          "key", "rec-number",
          "title", "titles/title",
          "authors", "contributors/authors/author",
          "year", "dates/year",
          "journal", "titles/secondary-title",
          "volume", "volume",
          "pages", "pages",
          "doi", "electronic-resource-num");
  public static final Pattern RECORD = Pattern.compile("<record>.*?</record>", Pattern.DOTALL);
  private static final Pattern CAPTION = Pattern.compile("<caption>.*?</caption>", Pattern.DOTALL);

  private Citations() {}

  /** Whether a record is labelled as one that has a double. */
  public static boolean labelled(String record) {
    return CAPTION.matcher(record).find();
  }

  /** The bibliography without its labels. */
  public static String stripped(String xml) {
    return CAPTION.matcher(xml).replaceAll("");
  }
}
