package io.seekforge.text.adversarial;

import io.seekforge.text.translate.Negations;
import io.seekforge.text.words.Characters;
import java.util.ArrayList;
import java.util.List;

/**
 * A word that may be changed without changing what is said: letters alone, no digit in or beside
 * it, no negation. Of scripts without spaces two characters in a row count as a word.
 *
 * @param start first UTF-16 unit
 * @param end unit after the last
 */
record WordSpan(int start, int end) {
  private static final int UNSPACED_UNITS = 2;

  /** The words of a text, and how many there are with those that must stay. */
  record Words(List<WordSpan> free, int all) {}

  static Words of(String text, String lang) {
    List<WordSpan> free = new ArrayList<>();
    int all = 0;
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (!Characters.wordPart(c) && !Characters.unspaced(c)) {
        i += Character.charCount(c);
        continue;
      }
      int end = end(text, i, Characters.unspaced(c));
      all++;
      if (isFree(text, i, end, lang)) {
        free.add(new WordSpan(i, end));
      }
      i = end;
    }
    return new Words(free, all);
  }

  private static int end(String text, int start, boolean unspaced) {
    int end = start;
    for (int units = 0; end < text.length(); units++) {
      int c = text.codePointAt(end);
      boolean same = unspaced ? Characters.unspaced(c) : Characters.wordPart(c);
      boolean apostrophe = !unspaced && units > 0 && (c == '\'' || c == '\u2019');
      if (Characters.unspaced(c) != unspaced
          || !same && !apostrophe
          || unspaced && units == UNSPACED_UNITS) {
        break;
      }
      end += Character.charCount(c);
    }
    return end;
  }

  private static boolean isFree(String text, int start, int end, String lang) {
    String word = text.substring(start, end);
    return word.codePoints().allMatch(c -> Character.isLetter(c) || c == '\'' || c == '\u2019')
        && Negations.count(word, lang) == 0;
  }
}
