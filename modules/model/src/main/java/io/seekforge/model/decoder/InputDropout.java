package io.seekforge.model.decoder;

import io.seekforge.api.SplitMix;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.Tensor;

/**
 * Dropout on the inputs of adapters, as PEFT has it: each linear draws a mask of its own, and only
 * while gradients are computed. A mask follows from the draws of the pass, the linear's name, row
 * and column; so it is the same when a layer is computed again, on any thread.
 */
final class InputDropout {
  private final double share;
  private long draws;
  private boolean active;

  /**
   * @param share of the elements that are dropped, in [0, 1)
   */
  InputDropout(double share) {
    this.share = share;
  }

  double share() {
    return share;
  }

  /** From now on inputs are dropped, as these 64 bits say. */
  void begin(long number) {
    draws = number;
    active = share > 0;
  }

  /** From now on nothing is dropped. */
  void end() {
    active = false;
  }

  boolean active() {
    return active;
  }

  /**
   * y ← dropped x, or with {@code accumulate} y ← y + dropped x.
   *
   * @param linear 64 bits that name the linear
   */
  void apply(Backend backend, long linear, Tensor x, boolean accumulate, Tensor y) {
    backend.dropout(x, share, SplitMix.next(draws, linear), accumulate, y);
  }
}
