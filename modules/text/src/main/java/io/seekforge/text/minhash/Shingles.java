package io.seekforge.text.minhash;

import io.seekforge.text.words.FoldedTokens;
import io.seekforge.text.words.Hash64;
import java.util.Arrays;

/**
 * The set of a text's shingles: runs of {@code size} tokens ({@link FoldedTokens}), each as a
 * 64-bit hash; ascending, without repeats. Two different shingles share a hash with probability
 * 2^-64 a pair, so that the Jaccard similarity of the sets is exact for all that counts.
 */
public final class Shingles {
  private Shingles() {}

  /**
   * The shingle set of a text. A text of fewer tokens than one shingle has none: it says too little
   * to be nearly the same as another, and only equality can tell.
   *
   * @param size tokens in a shingle
   */
  public static long[] of(String text, int size) {
    return ofTokens(FoldedTokens.of(text), size);
  }

  /**
   * The shingle set of a text's tokens ({@link FoldedTokens}), for callers that want several sizes
   * of one text.
   */
  public static long[] ofTokens(long[] tokens, int size) {
    if (tokens.length < size) {
      return new long[0];
    }
    long[] hashes = new long[tokens.length - size + 1];
    for (int i = 0; i < hashes.length; i++) {
      long hash = size;
      for (int j = i; j < i + size; j++) {
        hash = Hash64.combine(hash, tokens[j]);
      }
      hashes[i] = hash;
    }
    return distinct(hashes);
  }

  /**
   * Jaccard similarity |a ∩ b| / |a ∪ b| of two ascending sets; 0 if both are empty, because two
   * texts without shingles are not known to be alike.
   */
  public static double jaccard(long[] a, long[] b) {
    int common = common(a, b);
    int union = a.length + b.length - common;
    return union == 0 ? 0 : (double) common / union;
  }

  /** Elements that two ascending arrays share; repeats count as often as both have them. */
  public static int common(long[] a, long[] b) {
    int common = 0;
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      if (a[i] == b[j]) {
        common++;
        i++;
        j++;
      } else if (a[i] < b[j]) {
        i++;
      } else {
        j++;
      }
    }
    return common;
  }

  private static long[] distinct(long[] hashes) {
    Arrays.sort(hashes);
    int size = 0;
    for (int i = 0; i < hashes.length; i++) {
      if (i == 0 || hashes[i] != hashes[i - 1]) {
        hashes[size++] = hashes[i];
      }
    }
    return Arrays.copyOf(hashes, size);
  }
}
