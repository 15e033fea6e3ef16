package io.seekforge.cli.recipe;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Spelling of keys. */
final class Names {
  private Names() {}

  /** {@code maxBadShare} as {@code max-bad-share}. */
  static String kebab(String camel) {
    StringBuilder name = new StringBuilder();
    for (char letter : camel.toCharArray()) {
      if (Character.isUpperCase(letter)) {
        name.append('-');
      }
      name.append(Character.toLowerCase(letter));
    }
    return name.toString();
  }

  /** The known word closest to a wrong one, if it is close enough to be meant. */
  static Optional<String> nearest(String wrong, Collection<String> known) {
    String spelled = kebab(wrong).replace('_', '-').toLowerCase(Locale.ROOT);
    return known.stream()
        .min(
            Comparator.comparingInt((String word) -> distance(spelled, word)).thenComparing(w -> w))
        .filter(word -> distance(spelled, word) <= Math.max(2, word.length() / 3));
  }

  /**
   * Edit distance with swaps of neighbours (optimal string alignment; Damerau, "A technique for
   * computer detection and correction of spelling errors", CACM 1964).
   */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 ? j : j == 0 ? i : step(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int step(int[][] cost, String a, String b, int i, int j) {
    int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
