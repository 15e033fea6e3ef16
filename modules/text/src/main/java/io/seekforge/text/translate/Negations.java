package io.seekforge.text.translate;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Words that turn a statement round, by language. */
public final class Negations {
  private static final Pattern ENGLISH_AND_CHINESE =
      words(
          List.of(
              "not", "no", "never", "none", "nor", "neither", "without", "cannot", "unable",
              "nobody", "nothing", "nowhere"),
          "|n['\u2019]t\\b|[\u4E0D\u6CA1\u6C92\u7121\u65E0\u672A\u52FF\u83AB]");
  private static final Map<String, Pattern> OTHERS =
      Map.of(
          "de",
          words(
              List.of(
                  "nicht",
                  "kein\\w{0,2}",
                  "nie",
                  "niemals",
                  "niemand",
                  "nichts",
                  "ohne",
                  "weder",
                  "noch"),
              ""),
          "es",
          words(
              List.of(
                  "no", "nunca", "jam\u00E1s", "sin", "ning\u00FAn\\w{0,2}", "nada", "nadie", "ni"),
              ""),
          "fr",
          words(
              List.of("ne", "pas", "jamais", "sans", "aucun\\w{0,2}", "ni", "rien", "personne"),
              "|\\bn['\u2019]"));

  private Negations() {}

  /**
   * How many there are in a text.
   *
   * @param lang BCP 47 tag; what is not known is read as English and Chinese
   */
  public static long count(String text, String lang) {
    Pattern pattern = OTHERS.getOrDefault(lang.split("-", 2)[0], ENGLISH_AND_CHINESE);
    return pattern.matcher(text).results().count();
  }

  private static Pattern words(List<String> words, String more) {
    return Pattern.compile(
        "\\b(?:" + String.join("|", words) + ")\\b" + more,
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
  }
}
