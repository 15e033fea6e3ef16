package io.seekforge.training.rounds;

import java.io.Serializable;

/**
 * A replica's files.
 *
 * @param optimizer SHA-256 of its optimiser's file; empty if it has none
 * @param optimizerSteps steps which that optimiser has taken
 * @param residual SHA-256 of the file of what it has not sent; empty if there is nothing
 */
public record StoredReplica(String optimizer, long optimizerSteps, String residual)
    implements Serializable {
  /** Nothing is kept yet. */
  static final StoredReplica FRESH = new StoredReplica("", 0, "");

  /** Bytes of the state for so many parameters. */
  long bytes(long parameters) {
    int vectors = (optimizerSteps > 0 ? 2 : 0) + (residual.isEmpty() ? 0 : 1);
    return vectors * parameters * Float.BYTES;
  }
}
