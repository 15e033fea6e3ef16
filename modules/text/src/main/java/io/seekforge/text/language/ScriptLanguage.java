package io.seekforge.text.language;

import java.lang.Character.UnicodeScript;
import java.util.Set;

/**
 * Guesses the language of a text from its scripts alone: enough to choose between word rules and
 * character rules. Kana means Japanese, Hangul Korean, a good share of Han Chinese; Latin text with
 * English function words is English; all else is unknown.
 */
public final class ScriptLanguage {
  /** Unknown language (ISO 639-2). */
  public static final String UNKNOWN = "und";

  /** Share of letters; a Chinese text may hold many Latin names and formulas. */
  private static final double LEAST_HAN = 0.2;

  private static final double LEAST_KANA = 0.1;
  private static final double LEAST_LATIN = 0.8;
  private static final double LEAST_FUNCTION_WORDS = 0.1;
  private static final int SAMPLE_CHARS = 20_000;

  private static final Set<String> ENGLISH =
      Set.of(
          "the", "of", "and", "to", "in", "is", "are", "a", "an", "that", "with", "for", "what",
          "how", "it", "this", "be", "by", "or", "as", "from", "on", "was", "have", "has", "not",
          "do", "does", "can", "who", "i", "you", "my", "at", "which");

  private ScriptLanguage() {}

  /** A BCP 47 tag ({@code zh}, {@code ja}, {@code ko}, {@code en}) or {@value #UNKNOWN}. */
  public static String of(String text) {
    String sample = text.length() > SAMPLE_CHARS ? text.substring(0, SAMPLE_CHARS) : text;
    int[] letters = new int[1];
    int[] scripts = new int[4]; // han, kana, hangul, latin
    sample
        .codePoints()
        .filter(Character::isLetter)
        .forEach(
            c -> {
              letters[0]++;
              count(UnicodeScript.of(c), scripts);
            });
    double total = Math.max(1, letters[0]);
    if (scripts[1] / total >= LEAST_KANA) {
      return "ja";
    }
    if (scripts[2] / total >= LEAST_HAN) {
      return "ko";
    }
    if (scripts[0] / total >= LEAST_HAN) {
      return "zh";
    }
    return scripts[3] / total >= LEAST_LATIN && english(sample) ? "en" : UNKNOWN;
  }

  private static void count(UnicodeScript script, int[] scripts) {
    switch (script) {
      case HAN -> scripts[0]++;
      case HIRAGANA, KATAKANA -> scripts[1]++;
      case HANGUL -> scripts[2]++;
      case LATIN -> scripts[3]++;
      default -> {}
    }
  }

  private static boolean english(String sample) {
    int words = 0;
    int function = 0;
    for (String word : sample.split("[^\\p{L}']+")) {
      if (!word.isEmpty()) {
        words++;
        function += ENGLISH.contains(word.toLowerCase(java.util.Locale.ROOT)) ? 1 : 0;
      }
    }
    return words > 0 && function >= LEAST_FUNCTION_WORDS * words;
  }
}
