package io.seekforge.training.rounds;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.TrainSection;
import io.seekforge.training.shard.ShardSummary;
import java.io.Serializable;
import java.util.List;

/**
 * How the rows of the shards fall into steps and rounds ({@code docs/spec/training.md}, "Order").
 *
 * <p>Time is counted in slots. An epoch has as many slots as the longest shard has rows; in slot i
 * of an epoch a replica takes the i-th row of its order of that epoch, or nothing if its shard is
 * shorter. A step is {@code sequencesPerStep} slots (fewer in the last one), a round is {@code
 * localSteps} steps (fewer in the last one).
 *
 * @param sequencesPerStep slots of a step, accumulation included
 * @param localSteps steps of a round
 * @param longest rows of the longest shard: slots of an epoch
 * @param slots slots of the whole run
 */
public record RunPlan(int sequencesPerStep, int localSteps, int longest, long slots)
    implements Serializable {

  /** The plan for these shards, one per replica. */
  public static RunPlan of(TrainSection train, List<ShardSummary> shards) {
    int longest = shards.stream().mapToInt(ShardSummary::sequences).max().orElse(0);
    if (longest == 0) {
      throw new SeekforgeException(
          "Cannot train: the training shards hold no sequence (see the counts of the stages before)");
    }
    int perStep = Math.multiplyExact(train.sequencesPerStep(), train.accumulation());
    long slots =
        train.maxSteps() > 0
            ? (long) train.maxSteps() * perStep
            : Math.max(1, (long) Math.ceil(train.epochs() * longest));
    return new RunPlan(perStep, train.localSteps(), longest, slots);
  }

  /** Optimiser steps of the run. */
  public long steps() {
    return ceilDiv(slots, sequencesPerStep);
  }

  /** Rounds of the run. */
  public long rounds() {
    return ceilDiv(steps(), localSteps);
  }

  /** Steps that are done after that many rounds. */
  public long stepsAfter(long rounds) {
    return Math.min(steps(), rounds * localSteps);
  }

  /** Slots that are done after that many steps: the cursor of every replica. */
  public long slotsAfter(long steps) {
    return Math.min(slots, steps * sequencesPerStep);
  }

  /** Passes over the longest shard after that many steps. */
  public double epochsAfter(long steps) {
    return (double) slotsAfter(steps) / longest;
  }

  private static long ceilDiv(long value, long by) {
    return (value + by - 1) / by;
  }
}
