package io.seekforge.text.quality;

/** Signals about repeated n-grams of words, as shares of all characters. */
final class GramSignals {
  private GramSignals() {}

  /** Characters in the most frequent n-gram's occurrences. */
  static Signal top(int n) {
    return text -> share(text.spacedGrams().topCharacters(n), text);
  }

  /** Characters in n-grams that stood before. */
  static Signal repeated(int n) {
    return text -> share(text.joinedGrams().repeatedCharacters(n), text);
  }

  private static double share(int part, MeasuredText text) {
    return text.characters() == 0 ? 0 : (double) part / text.characters();
  }
}
