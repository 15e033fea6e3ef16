package io.seekforge.text.quality;

import io.seekforge.text.words.Characters;
import io.seekforge.text.words.Hash64;
import io.seekforge.text.words.LongSet;

/** Signals about characters, for any script. */
final class CharacterSignals {
  private static final int GRAM = 10;

  private CharacterSignals() {}

  /** Characters (code points). */
  static double count(MeasuredText text) {
    return text.characters();
  }

  /** Characters of scripts without spaces. */
  static double han(MeasuredText text) {
    return text.counts().han();
  }

  /** Their share of all letters. */
  static double hanShare(MeasuredText text) {
    int letters = text.counts().letters();
    return letters == 0 ? 0 : (double) text.counts().han() / letters;
  }

  /** Share of visible characters that are letters. */
  static double letters(MeasuredText text) {
    return text.counts().share(text.counts().letters());
  }

  /** Share of visible characters that are neither letter, digit, mark nor common punctuation. */
  static double symbols(MeasuredText text) {
    return text.counts().share(text.counts().symbols());
  }

  /** Share of visible characters that are U+FFFD. */
  static double replaced(MeasuredText text) {
    return text.counts().share(text.counts().replaced());
  }

  /** Longest run of one character over all visible ones. */
  static double longestRun(MeasuredText text) {
    return text.counts().share(text.counts().longestRun());
  }

  /** Share of runs of 10 visible characters that stood before. */
  static double repetition(MeasuredText text) {
    int[] visible = text.text().codePoints().filter(c -> !Characters.space(c)).toArray();
    int runs = visible.length - GRAM + 1;
    if (runs < 1) {
      return 0;
    }
    LongSet seen = new LongSet(runs);
    for (int i = 0; i < runs; i++) {
      long hash = GRAM;
      for (int j = i; j < i + GRAM; j++) {
        hash = Hash64.combine(hash, visible[j]);
      }
      seen.add(hash);
    }
    return 1 - (double) seen.size() / runs;
  }
}
