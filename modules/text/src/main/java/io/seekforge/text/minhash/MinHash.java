package io.seekforge.text.minhash;

import io.seekforge.text.words.Hash64;
import java.io.Serializable;
import java.util.Arrays;

/**
 * MinHash signatures (Broder: On the resemblance and containment of documents, 1997). Permutation i
 * of the 64-bit shingle hashes is {@code mix(shingle xor key_i)}, with {@code key_i} the i-th
 * output of SplitMix64 from the seed ({@link Hash64}): bijections, so no two shingles tie, and as
 * good as independent. Two sets share each component with probability equal to their Jaccard
 * similarity.
 */
public final class MinHash implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Shingles that stay in the first-level cache while all permutations pass over them. */
  private static final int BLOCK = 2048;

  private final long[] keys;

  /**
   * @param permutations length of a signature
   * @param seed seed of the hash family
   */
  public MinHash(int permutations, long seed) {
    keys = new long[permutations];
    for (int i = 0; i < permutations; i++) {
      keys[i] = Hash64.mix(seed + (i + 1) * Hash64.GOLDEN);
    }
  }

  /**
   * The signature of a shingle set: for each permutation the least value.
   *
   * @param shingles a set that is not empty
   */
  public long[] signature(long[] shingles) {
    if (shingles.length == 0) {
      throw new IllegalArgumentException("Cannot sign an empty set of shingles");
    }
    long[] least = new long[keys.length];
    Arrays.fill(least, Long.MAX_VALUE);
    for (int from = 0; from < shingles.length; from += BLOCK) {
      int to = Math.min(shingles.length, from + BLOCK);
      for (int i = 0; i < keys.length; i++) {
        least[i] = Math.min(least[i], least(shingles, from, to, keys[i]));
      }
    }
    return least;
  }

  /** The least value of one permutation, held in a register while the shingles go by. */
  private static long least(long[] shingles, int from, int to, long key) {
    long least = Long.MAX_VALUE;
    for (int i = from; i < to; i++) {
      least = Math.min(least, Hash64.mix(shingles[i] ^ key));
    }
    return least;
  }
}
