package io.seekforge.model;

import io.seekforge.api.PackedSequence;
import io.seekforge.model.experts.RoutingObserver;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes one sequence at a time on the calling thread, in buffers of its own that grow to the
 * longest sequence seen. Not thread-safe: one worker per thread. Results depend on the weights, the
 * parameters and the sequence alone, never on other workers.
 */
public interface ModelWorker extends AutoCloseable {

  /**
   * Takes the trainable parameters for the calls that follow.
   *
   * @param parameters flat float32 vector laid out by {@link CausalModel#layout}; it must not
   *     change until the next call of this method
   */
  void use(INDArray parameters);

  /** Loss over the label positions of one sequence, without dropout. */
  LossSum loss(PackedSequence sequence);

  /**
   * Loss, and its gradient, of a trainable without dropout.
   *
   * @param gradientSum flat float32 vector of the same layout; d(loss sum)/d(parameters) is added
   * @throws IllegalStateException if the trainable has dropout
   */
  LossSum gradient(PackedSequence sequence, INDArray gradientSum);

  /**
   * Loss, and its gradient, with dropout if the trainable has any.
   *
   * @param draws names the draws of this call: what is dropped follows from them, the linear's
   *     name, row and column, and from nothing else. Steps and sequences need different ones
   * @param gradientSum flat float32 vector of the same layout; d(loss sum)/d(parameters) is added
   */
  LossSum gradient(PackedSequence sequence, long draws, INDArray gradientSum);

  /** Runs one sequence, without dropout, and tells what the routers of its layers chose. */
  void route(PackedSequence sequence, RoutingObserver observer);

  /** Logits of every position, [T · vocabulary] row-major: for tests and parity. */
  float[] logits(PackedSequence sequence);

  /**
   * Hidden states of every position after the final norm, [T · hidden] row-major: {@code
   * last_hidden_state} of transformers.
   */
  float[] states(PackedSequence sequence);

  @Override
  void close();
}
