package io.seekforge.text.quality;

import java.util.Set;

/** Signals about words. */
final class WordSignals {
  private WordSignals() {}

  /** Words that are more than punctuation. */
  static double count(MeasuredText text) {
    return text.fullWords().size();
  }

  /** Characters of a word, punctuation left out. */
  static double meanLength(MeasuredText text) {
    long characters =
        text.fullWords().stream().mapToLong(word -> word.codePointCount(0, word.length())).sum();
    return share(characters, text.fullWords().size());
  }

  /** Hashes per word. */
  static double hashes(MeasuredText text) {
    return share(occurrences(text.text(), "#"), text.words().size());
  }

  /** Ellipses per word. */
  static double ellipses(MeasuredText text) {
    int count = occurrences(text.text(), "...") + occurrences(text.text(), "…");
    return share(count, text.words().size());
  }

  /** Share of words with a letter. */
  static double alphabetic(MeasuredText text) {
    long alphabetic =
        text.words().stream()
            .filter(word -> word.codePoints().anyMatch(Character::isLetter))
            .count();
    return share(alphabetic, text.words().size());
  }

  /** Different words of a list; case counts. */
  static Signal stopWords(Set<String> list) {
    Set<String> words = Set.copyOf(list);
    return text -> text.words().stream().filter(words::contains).distinct().count();
  }

  /** Line feeds per word. */
  static double lineFeeds(MeasuredText text) {
    return share(occurrences(text.text(), "\n"), text.words().size());
  }

  private static double share(double part, int whole) {
    return whole == 0 ? 0 : part / whole;
  }

  private static int occurrences(String text, String part) {
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }
}
