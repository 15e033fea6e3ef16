package io.seekforge.text.records;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * Evidence of two lists of people, whose form differs between catalogues ("Smith, John A.", "Smith
 * JA", "J. Smith"; all of them, three, or the first and "et al."): the words of at least two
 * letters that they share, as part of the shorter list.
 */
final class NameEvidence {
  private static final double MOST = 6;
  private static final double ENOUGH = 0.5;
  private static final Set<String> NO_NAMES = Set.of("and", "et", "al", "jr", "no", "authors");

  private NameEvidence() {}

  static String normalise(String value) {
    Set<String> names = new TreeSet<>();
    for (String word : PlainWords.of(value).split(" ")) {
      boolean letters = word.length() > 1 || TitleEvidence.unspaced(word);
      if (letters && !NO_NAMES.contains(word)) {
        names.add(word);
      }
    }
    return String.join(" ", names);
  }

  static double bits(String a, String b) {
    Set<String> first = Set.of(a.split(" "));
    String[] second = b.split(" ");
    double common = Arrays.stream(second).filter(first::contains).count();
    double share = common / Math.min(first.size(), second.length);
    return MOST * (2 * Math.min(1, share / ENOUGH) - 1);
  }
}
