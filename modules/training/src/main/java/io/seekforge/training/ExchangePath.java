package io.seekforge.training;

import io.seekforge.api.recipe.TrainSection;
import java.io.Serializable;

/**
 * Whether the vectors of a run pass through the driver, or by block through the shuffle and files.
 * The bits are the same.
 *
 * @param train says what is asked for
 * @param replicas of the run, at least 1
 * @param given whether the run starts from parameters that the driver makes, as mixtures do
 */
record ExchangePath(TrainSection train, int replicas, boolean given) implements Serializable {
  /** Above this many parameters {@code auto} keeps vectors away from the driver. */
  private static final long MANY = 32_000_000;

  /**
   * Likewise above this many times replicas: about where the shuffle takes less ({@code
   * docs/guide/cluster.md}).
   */
  private static final long MANY_IN_ALL = 128_000_000;

  /** Of a model that is only asked. */
  static ExchangePath none(TrainSection train) {
    return new ExchangePath(train, 1, false);
  }

  /** Whether vectors of that size go by block. */
  boolean byBlock(long parameters) {
    return switch (train.exchange().by()) {
      case "shuffle" -> true;
      case "driver" -> false;
      default -> possible() && many(parameters);
    };
  }

  private boolean many(long parameters) {
    return parameters > MANY || parameters * replicas > MANY_IN_ALL;
  }

  /** Recipes that ask for the shuffle without this are refused as they are read. */
  private boolean possible() {
    return train.localSteps() == 1
        && train.exchange().wire().equals("fp32")
        && train.router().biasRate() == 0
        && !given;
  }
}
