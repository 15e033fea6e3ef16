package io.seekforge.training.rounds;

import io.seekforge.api.recipe.TrainSection.ExchangeSection;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How vectors travel between driver and tasks. Parameters go out; updates (gradients, or with local
 * steps differences of parameters) come back. What an update loses on the way stays with its
 * replica and is added to its next one (error feedback: Seide et al. 2014, "1-bit stochastic
 * gradient descent"; Karimireddy et al. 2019).
 */
sealed interface Wire permits FloatWire, Bf16Wire, ThresholdWire {
  /** The one that a recipe asks for. */
  static Wire of(ExchangeSection exchange) {
    return switch (exchange.wire()) {
      case "bf16" -> new Bf16Wire();
      case "threshold" -> new ThresholdWire(exchange.threshold());
      default -> new FloatWire();
    };
  }

  /** Whether nothing is lost, so that there is nothing to feed back. */
  boolean exact();

  /** Parameters as they are sent to tasks. */
  byte[] parameters(byte[] floats);

  /** What tasks compute with: a new flat vector. */
  INDArray parameters(byte[] sent, long length);

  /**
   * An update as it is sent to the driver.
   *
   * @param values flat vector; afterwards it holds what was not sent
   * @param norm L2 norm of the update itself, without what earlier ones have left
   */
  byte[] update(INDArray values, double norm);

  /** What the driver adds up: a new flat vector. */
  INDArray update(byte[] sent, long length);
}
