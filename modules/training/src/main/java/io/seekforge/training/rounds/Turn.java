package io.seekforge.training.rounds;

import io.seekforge.api.PackedSequence;
import io.seekforge.api.SplitMix;

/**
 * A sequence that a replica takes in a slot.
 *
 * @param draws what dropout follows from, by seed, replica and slot ({@code docs/spec/training.md},
 *     "Dropout"): the same on any executor, and after a restart
 */
record Turn(PackedSequence sequence, long draws) {
  /** Keeps these draws apart from those of the order of rows; "drop" in ASCII. */
  private static final long DROPOUT = 0x64726F70L;

  static Turn of(PackedSequence sequence, long seed, int replica, long slot) {
    long key = SplitMix.next(SplitMix.next(SplitMix.mix(seed), DROPOUT), replica);
    return new Turn(sequence, SplitMix.next(key, slot));
  }
}
