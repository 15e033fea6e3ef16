package io.seekforge.training.schedule;

import io.seekforge.api.recipe.TrainSection;
import java.io.Serializable;

/**
 * Learning rate by step, as Hugging Face's {@code get_cosine_schedule_with_warmup}, {@code
 * get_linear_schedule_with_warmup} and {@code get_constant_schedule_with_warmup} (transformers
 * 5.18, optimization.py): steps count from 0, so that the first step of a warm-up has rate 0.
 *
 * @param shape how it falls after the warm-up
 * @param peak the largest rate
 * @param warmupSteps steps over which it rises from 0
 * @param totalSteps steps of the whole run
 */
public record LearningRate(Shape shape, double peak, long warmupSteps, long totalSteps)
    implements Serializable {
  /** What follows the warm-up. */
  public enum Shape {
    /** Half a cosine down to 0. */
    COSINE,
    /** A line down to 0. */
    LINEAR,
    /** The peak for ever. */
    CONSTANT
  }

  /**
   * The recipe's schedule over that many steps; the warm-up is rounded up, as HF's {@code
   * warmup_ratio}.
   */
  public static LearningRate of(TrainSection train, long totalSteps) {
    Shape shape =
        switch (train.schedule()) {
          case "cosine" -> Shape.COSINE;
          case "linear" -> Shape.LINEAR;
          case "constant" -> Shape.CONSTANT;
          default ->
              throw new IllegalArgumentException("Invalid schedule: \"" + train.schedule() + "\"");
        };
    long warmup = (long) Math.ceil(totalSteps * train.warmup());
    return new LearningRate(shape, train.learningRate(), warmup, totalSteps);
  }

  /** The rate of a step, counted from 0. */
  public double at(long step) {
    if (step < warmupSteps) {
      return peak * ((double) step / Math.max(1, warmupSteps));
    }
    double length = Math.max(1, totalSteps - warmupSteps);
    return switch (shape) {
      case COSINE -> {
        double progress = (step - warmupSteps) / length;
        // StrictMath: the same bits from interpreted and compiled code, on every machine.
        yield peak * Math.max(0, 0.5 * (1 + StrictMath.cos(Math.PI * progress)));
      }
      case LINEAR -> peak * Math.max(0, (totalSteps - step) / length);
      case CONSTANT -> peak;
    };
  }
}
