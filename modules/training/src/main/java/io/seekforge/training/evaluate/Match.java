package io.seekforge.training.evaluate;

import java.util.Locale;
import java.util.regex.Pattern;

/** When an answer is right: {@code match} of the recipe's section evaluate. */
public enum Match {
  /** Equal, once folded. */
  EXACT,
  /** The folded answer holds the folded expected one. */
  CONTAINS,
  /** Equal, once folded; the expected answers are the classes of a macro F1. */
  LABEL;

  private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");

  /** The recipe's word. */
  public static Match of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** Lower case, white space trimmed and in single spaces. */
  static String fold(String text) {
    return SPACES.matcher(text).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
  }

  /** Whether the answer is right. */
  boolean accepts(String answer, String expected) {
    return this == CONTAINS
        ? fold(answer).contains(fold(expected))
        : fold(answer).equals(fold(expected));
  }
}
