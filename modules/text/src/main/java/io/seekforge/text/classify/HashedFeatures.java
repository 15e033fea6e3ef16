package io.seekforge.text.classify;

import io.seekforge.text.words.FoldedTokens;
import io.seekforge.text.words.Hash64;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * A text as a sparse vector of unit length: its tokens and pairs of neighbours, hashed to a number
 * of dimensions (Weinberger et al.: Feature hashing for large scale multitask learning, ICML 2009)
 * and counted as 1 + ln n. Tokens are words, and single characters of scripts without spaces, so
 * that Chinese has its characters and their pairs.
 *
 * @param indices rising, each below the number of dimensions
 * @param values one for each index
 * @param hash of the tokens in their order: texts that differ in case, width, punctuation and white
 *     space alone share it
 */
public record HashedFeatures(int[] indices, double[] values, long hash) implements Serializable {
  /**
   * The features of a text.
   *
   * @param dimensions a power of two
   */
  public static HashedFeatures of(String text, int dimensions) {
    long[] tokens = FoldedTokens.of(text);
    Map<Integer, Integer> counts = new TreeMap<>();
    long hash = tokens.length;
    for (int i = 0; i < tokens.length; i++) {
      counts.merge(index(tokens[i], dimensions), 1, Integer::sum);
      if (i > 0) {
        long pair = Hash64.combine(tokens[i - 1], tokens[i]);
        counts.merge(index(pair, dimensions), 1, Integer::sum);
      }
      hash = Hash64.combine(hash, tokens[i]);
    }
    return weighted(counts, hash);
  }

  private static int index(long hash, int dimensions) {
    return (int) (Hash64.mix(hash) & (dimensions - 1));
  }

  /** Strict functions of Java: the same bits on every machine. */
  private static HashedFeatures weighted(Map<Integer, Integer> counts, long hash) {
    int[] indices = new int[counts.size()];
    double[] values = new double[counts.size()];
    double squares = 0;
    int at = 0;
    for (Map.Entry<Integer, Integer> count : counts.entrySet()) {
      indices[at] = count.getKey();
      values[at] = 1 + StrictMath.log(count.getValue());
      squares += values[at] * values[at];
      at++;
    }
    double length = StrictMath.sqrt(squares);
    for (int i = 0; i < values.length; i++) {
      values[i] /= length;
    }
    return new HashedFeatures(indices, values, hash);
  }
}
