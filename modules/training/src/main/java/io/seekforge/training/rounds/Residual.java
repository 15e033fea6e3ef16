package io.seekforge.training.rounds;

import io.seekforge.tensor.cpu.OptimizerKernels;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An update on its way, with what the wire left behind.
 *
 * @param update as the wire sends it
 * @param left for the replica's next one, float32 little-endian
 */
record Residual(byte[] update, byte[] left) {
  /**
   * Sends an update together with what earlier ones have left.
   *
   * @param values the update; overwritten
   * @param before left by earlier ones; may be empty
   */
  static Residual send(Wire wire, INDArray values, byte[] before) {
    double norm = OptimizerKernels.norm(values);
    if (before.length > 0) {
      try (INDArray waiting = FlatVector.of(before)) {
        values.addi(waiting);
      }
    }
    byte[] update = wire.update(values, norm);
    return new Residual(update, FlatVector.bytes(values));
  }
}
