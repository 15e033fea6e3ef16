package io.seekforge.text.language;

import io.seekforge.text.words.Characters;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The commonest function words of the languages that share a script, as a bit for each language.
 */
final class FunctionWords {
  private static final int LONGEST = 12;
  private static final double STEP = StrictMath.log(4);
  private static final Set<String> OFTEN = Set.of("en", "ru", "ar");
  private static final Set<String> COMMON =
      Set.of("de", "fr", "es", "pt", "it", "nl", "pl", "tr", "vi", "id", "uk", "fa");

  private static final Set<String> PLAIN = Set.of("en", "id");

  private final List<String> languages = new ArrayList<>();
  private final Map<String, Long> words = new HashMap<>();

  private FunctionWords() {}

  /** The words of a script's languages ({@code latin}, {@code cyrillic}, {@code arabic}). */
  static FunctionWords of(String script) {
    FunctionWords words = new FunctionWords();
    for (String line : lines()) {
      String[] parts = line.split(" ");
      if (!line.startsWith("#") && parts[1].equals(script)) {
        words.add(parts);
      }
    }
    return words;
  }

  private static List<String> lines() {
    try (InputStream in = FunctionWords.class.getResourceAsStream("function-words.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read function-words.txt", e);
    }
  }

  private void add(String[] parts) {
    long bit = 1L << languages.size();
    languages.add(parts[0]);
    for (int i = 2; i < parts.length; i++) {
      words.merge(parts[i], bit, (one, other) -> one | other);
    }
  }

  /**
   * Natural logarithm of how often a language is met, against the rarest of its script, in rough
   * steps: for texts that say little.
   */
  double prior(int language) {
    String tag = languages.get(language);
    return OFTEN.contains(tag) ? 2 * STEP : COMMON.contains(tag) ? STEP : 0;
  }

  /** Whether a language of Latin script is written without letters beyond ASCII. */
  boolean plain(int language) {
    return PLAIN.contains(languages.get(language));
  }

  List<String> languages() {
    return languages;
  }

  /** How many words of the text each language has among its own, in the order of languages. */
  int[] hits(String text) {
    int[] hits = new int[languages.size()];
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean part = i < text.length() && Characters.wordPart(text.charAt(i));
      if (part && start < 0) {
        start = i;
      } else if (!part && start >= 0) {
        count(text, start, i, hits);
        start = -1;
      }
    }
    return hits;
  }

  private void count(String text, int start, int end, int[] hits) {
    if (end - start > LONGEST || (end - start == 1 && abbreviation(text, start))) {
      return;
    }
    String word = text.substring(start, end).toLowerCase(Locale.ROOT);
    long bits = words.getOrDefault(word, 0L);
    while (bits != 0) {
      hits[Long.numberOfTrailingZeros(bits)]++;
      bits &= bits - 1;
    }
  }

  /** Whether a single letter is no word, as in "U.S." and "S/L". */
  private static boolean abbreviation(String text, int at) {
    return (at > 0 && "./".indexOf(text.charAt(at - 1)) >= 0)
        || (at + 1 < text.length() && "./".indexOf(text.charAt(at + 1)) >= 0);
  }
}
