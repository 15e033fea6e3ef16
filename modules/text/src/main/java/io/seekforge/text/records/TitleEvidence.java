package io.seekforge.text.records;

import io.seekforge.text.minhash.Shingles;
import io.seekforge.text.words.Characters;
import java.util.Arrays;
import java.util.Set;

/**
 * Evidence of two short texts: Dice's coefficient of their character trigrams (of pairs where a
 * script without spaces occurs), from nothing at 0.7 to all at 1. A text that begins as the other
 * and goes on (a subtitle, a note of the catalogue) counts as 0.93. Texts that are alike but for
 * their numbers ("part 1", "part II") are parts of a series.
 */
final class TitleEvidence {
  private static final double BITS_A_WORD = 2.5;
  private static final double MOST = 18;
  private static final double MOST_AGAINST = 12;
  private static final double NEUTRAL = 0.7;
  private static final double SPREAD = 0.3;
  private static final double BEGINS = 0.93;
  private static final double OTHER_NUMBERS = 0.65;
  private static final int LEAST_BEGINNING = 30;

  /** Characters of "part 12" and its like, which a title of a series ends in. */
  private static final int LONGEST_PART = 12;

  private static final Set<String> ROMAN =
      Set.of("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii");

  private TitleEvidence() {}

  static double bits(String a, String b) {
    double similarity = similarity(a, b);
    if (similarity < NEUTRAL) {
      return -MOST_AGAINST * Math.min(1, (NEUTRAL - similarity) / SPREAD);
    }
    double information = Math.min(MOST, BITS_A_WORD * Math.min(words(a), words(b)));
    return information * (similarity - NEUTRAL) / SPREAD;
  }

  static double similarity(String a, String b) {
    String first = a.replace(" ", "");
    String second = b.replace(" ", "");
    if (first.equals(second)) {
      return 1;
    }
    boolean sameNumbers = numbers(a).equals(numbers(b));
    int least = Math.min(first.length(), second.length());
    boolean addition = Math.abs(first.length() - second.length()) > LONGEST_PART;
    if (least >= LEAST_BEGINNING
        && first.regionMatches(0, second, 0, least)
        && (sameNumbers || addition)) {
      return BEGINS;
    }
    boolean unspaced = unspaced(first) || unspaced(second);
    double dice = dice(grams(first, unspaced ? 2 : 3), grams(second, unspaced ? 2 : 3));
    return sameNumbers ? dice : Math.min(dice, OTHER_NUMBERS);
  }

  /** Runs of {@code size} characters, sorted, with repeats; at most four fit a number. */
  static long[] grams(String text, int size) {
    long[] grams = new long[Math.max(1, text.length() - size + 1)];
    for (int i = 0; i < grams.length; i++) {
      for (int j = i; j < Math.min(i + size, text.length()); j++) {
        grams[i] = grams[i] << 16 | text.charAt(j);
      }
    }
    Arrays.sort(grams);
    return grams;
  }

  private static double dice(long[] a, long[] b) {
    return 2.0 * Shingles.common(a, b) / (a.length + b.length);
  }

  /** All digits in order, then Roman numerals. */
  private static String numbers(String words) {
    StringBuilder numbers = new StringBuilder();
    words.chars().filter(c -> c >= '0' && c <= '9').forEach(c -> numbers.append((char) c));
    for (String word : words.split(" ")) {
      if (ROMAN.contains(word)) {
        numbers.append(' ').append(word);
      }
    }
    return numbers.toString();
  }

  private static long words(String text) {
    return 1 + text.chars().filter(c -> c == ' ').count();
  }

  static boolean unspaced(String text) {
    return text.codePoints().anyMatch(Characters::unspaced);
  }
}
