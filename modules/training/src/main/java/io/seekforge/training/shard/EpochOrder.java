package io.seekforge.training.shard;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The order in which a replica takes the rows of its shard in one epoch: rows sorted by a hash of
 * (seed, replica, epoch, row). Nothing is carried from epoch to epoch, so any place can be reached
 * without walking there. The rule stands in {@code docs/spec/training.md}; the hash is the
 * finaliser of SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
 * generators").
 */
public final class EpochOrder {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private EpochOrder() {}

  /** Row numbers 0 … rows − 1 in the epoch's order. */
  public static int[] of(long seed, int replica, long epoch, int rows) {
    long epochKey = next(next(mix(seed), replica), epoch);
    long[] keys = new long[rows];
    Arrays.setAll(keys, row -> next(epochKey, row));
    return IntStream.range(0, rows)
        .boxed()
        .sorted(
            Comparator.comparing((Integer row) -> keys[row], Long::compareUnsigned)
                .thenComparing(Comparator.naturalOrder()))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static long next(long key, long number) {
    return mix(key + GOLDEN_GAMMA * (number + 1));
  }

  private static long mix(long key) {
    long z = (key ^ (key >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
