package io.seekforge.text.quality;

import io.seekforge.text.words.Characters;
import io.seekforge.text.words.LongSet;
import java.util.List;

/**
 * Repeated n-grams of a list of words, found by polynomial hashes modulo 2^61 - 1 over prefix sums
 * (Karp, Rabin: Efficient randomized pattern-matching algorithms, 1987), so that an n-gram costs
 * the same whatever n is.
 */
final class Grams {
  private static final long PRIME = (1L << 61) - 1;
  private static final long BASE = 0x1F3A_5C77_9D2BL;

  private final int separatorLength;

  /** Hash of all words before each, as one string. */
  private final long[] hashes;

  /** UTF-16 length of all words before each, separators included. */
  private final int[] starts;

  /** Characters of all words before each, without separators. */
  private final int[] characters;

  /** {@link #BASE} to the power of its index. */
  private final long[] powers;

  /**
   * @param separator what follows each word when n-grams are compared: without one "ab c" equals "a
   *     bc", as in datatrove's repeated n-grams
   */
  Grams(List<String> words, String separator) {
    separatorLength = separator.length();
    hashes = new long[words.size() + 1];
    starts = new int[words.size() + 1];
    characters = new int[words.size() + 1];
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      hashes[i + 1] = extend(extend(hashes[i], word), separator);
      starts[i + 1] = starts[i] + word.length() + separatorLength;
      characters[i + 1] = characters[i] + Characters.count(word);
    }
    powers = new long[starts[words.size()] + 1];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = multiply(powers[i - 1], BASE);
    }
  }

  /**
   * Characters in all occurrences of the most frequent n-gram, separators between its words
   * included; of equally frequent ones the first counts.
   */
  int topCharacters(int n) {
    return top(n, separatorLength);
  }

  /** The same without separators. */
  int topWordCharacters(int n) {
    return top(n, 0);
  }

  private int top(int n, int gap) {
    Occurrences grams = occurrences(n);
    int top = 0;
    for (int index = 1; index < grams.different; index++) {
      top = grams.counts[index] > grams.counts[top] ? index : top;
    }
    return grams.different == 0 ? 0 : grams.counts[top] * characters(grams.first[top], n, gap);
  }

  /**
   * Characters in n-grams that occur more than once over those in all n-grams, overlaps counted.
   */
  double shareRepeated(int n) {
    Occurrences grams = occurrences(n);
    long all = 0;
    long repeated = 0;
    for (int index = 0; index < grams.different; index++) {
      long each = (long) grams.counts[index] * characters(grams.first[index], n, 0);
      all += each;
      repeated += grams.counts[index] > 1 ? each : 0;
    }
    return all == 0 ? 0 : (double) repeated / all;
  }

  /** How often each different n-gram occurs and where first, in the order of arrival. */
  private record Occurrences(int different, int[] counts, int[] first) {}

  private Occurrences occurrences(int n) {
    int grams = count(n);
    LongSet seen = new LongSet(grams);
    int[] occurrences = new int[grams];
    int[] first = new int[grams];
    for (int i = 0; i < grams; i++) {
      int index = seen.add(hash(i, i + n));
      if (index < 0) {
        index = -index - 1;
        first[index] = i;
      }
      occurrences[index]++;
    }
    return new Occurrences(seen.size(), occurrences, first);
  }

  /** Characters in n-grams that stood before, counted without overlap and without separators. */
  int repeatedCharacters(int n) {
    LongSet seen = new LongSet(count(n));
    int repeated = 0;
    int i = 0;
    while (i + n < characters.length) {
      if (seen.add(hash(i, i + n)) < 0) {
        i++;
      } else {
        repeated += characters[i + n] - characters[i];
        i += n;
      }
    }
    return repeated;
  }

  private int count(int n) {
    return Math.max(0, characters.length - n);
  }

  private int characters(int start, int n, int gap) {
    return characters[start + n] - characters[start] + (n - 1) * gap;
  }

  private long hash(int start, int end) {
    long before = multiply(hashes[start], powers[starts[end] - starts[start]]);
    return reduce(hashes[end] + PRIME - before);
  }

  private static long extend(long hash, String text) {
    long extended = hash;
    for (int i = 0; i < text.length(); i++) {
      extended = reduce(multiply(extended, BASE) + text.charAt(i) + 1);
    }
    return extended;
  }

  private static long multiply(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    long low = a * b;
    return reduce((low & PRIME) + ((low >>> 61) | (high << 3)));
  }

  private static long reduce(long value) {
    return value >= PRIME ? value - PRIME : value;
  }
}
