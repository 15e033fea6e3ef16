package io.seekforge.training.shard;

import io.seekforge.api.SplitMix;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The order in which a replica takes the rows of its shard in one epoch: rows sorted by a hash of
 * (seed, replica, epoch, row). Nothing is carried from epoch to epoch, so any place can be reached
 * without walking there. The rule stands in {@code docs/spec/training.md}; the hash is {@link
 * SplitMix}.
 */
public final class EpochOrder {
  private EpochOrder() {}

  /** Row numbers 0 … rows − 1 in the epoch's order. */
  public static int[] of(long seed, int replica, long epoch, int rows) {
    long epochKey = SplitMix.next(SplitMix.next(SplitMix.mix(seed), replica), epoch);
    long[] keys = new long[rows];
    Arrays.setAll(keys, row -> SplitMix.next(epochKey, row));
    return IntStream.range(0, rows)
        .boxed()
        .sorted(
            Comparator.comparing((Integer row) -> keys[row], Long::compareUnsigned)
                .thenComparing(Comparator.naturalOrder()))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
