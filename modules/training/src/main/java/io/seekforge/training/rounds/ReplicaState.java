package io.seekforge.training.rounds;

import java.io.Serializable;

/**
 * What a replica keeps from round to round.
 *
 * @param optimizer its own, with local steps
 * @param residual what its updates have not sent yet, float32 little-endian; empty if nothing
 */
record ReplicaState(OptimizerState optimizer, byte[] residual) implements Serializable {
  static final byte[] NOTHING = new byte[0];

  /** Before the first round. */
  static final ReplicaState FRESH = new ReplicaState(OptimizerState.FRESH, NOTHING);
}
