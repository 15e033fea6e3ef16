package io.seekforge.training.rounds;

import io.seekforge.api.PackedSequence;
import io.seekforge.model.LossSum;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a replica computed in some steps, beside the vectors.
 *
 * @param loss sums over the label tokens of its sequences
 * @param tokens tokens of its sequences
 * @param suspects ids of the documents of sequences whose loss or gradient is not finite
 */
record Contribution(LossSum loss, long tokens, List<String> suspects) implements Serializable {
  static final Contribution NOTHING = new Contribution(LossSum.ZERO, 0, List.of());

  /**
   * Adds up one step of one replica, in the order of its sequences.
   *
   * @param losses of each sequence
   * @param gradientFinite whether every element of their summed gradient is
   */
  static Contribution of(
      List<PackedSequence> sequences, List<LossSum> losses, boolean gradientFinite) {
    LossSum sum = LossSum.ZERO;
    long tokens = 0;
    List<String> suspects = new ArrayList<>();
    for (int i = 0; i < sequences.size(); i++) {
      sum = sum.plus(losses.get(i));
      tokens += sequences.get(i).length();
      if (!Double.isFinite(losses.get(i).loss())) {
        suspects.addAll(sequences.get(i).documentIds());
      }
    }
    if (suspects.isEmpty() && !gradientFinite) {
      sequences.forEach(sequence -> suspects.addAll(sequence.documentIds()));
    }
    return new Contribution(sum, tokens, List.copyOf(suspects));
  }

  Contribution plus(Contribution other) {
    List<String> both = new ArrayList<>(suspects);
    both.addAll(other.suspects);
    return new Contribution(loss.plus(other.loss), tokens + other.tokens, List.copyOf(both));
  }

  boolean finite() {
    return suspects.isEmpty();
  }
}
