package io.seekforge.training.rounds;

import io.seekforge.api.recipe.TrainSection;
import io.seekforge.model.optim.AdamW;
import java.io.Serializable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * State of one AdamW as it travels and as a checkpoint holds it.
 *
 * @param firstMoment float32 little-endian; empty before the first step
 * @param secondMoment likewise
 * @param steps steps taken
 */
public record OptimizerState(byte[] firstMoment, byte[] secondMoment, long steps)
    implements Serializable {
  /** Before the first step. */
  public static final OptimizerState FRESH = new OptimizerState(new byte[0], new byte[0], 0);

  static OptimizerState of(AdamW optimizer) {
    return new OptimizerState(
        FlatVector.bytes(optimizer.firstMoment()),
        FlatVector.bytes(optimizer.secondMoment()),
        optimizer.steps());
  }

  AdamW restore(TrainSection train, long parameters) {
    AdamW optimizer =
        new AdamW(parameters, train.beta1(), train.beta2(), train.epsilon(), train.weightDecay());
    if (steps > 0) {
      try (INDArray first = FlatVector.of(firstMoment);
          INDArray second = FlatVector.of(secondMoment)) {
        optimizer.restore(first, second, steps);
      }
    }
    return optimizer;
  }
}
