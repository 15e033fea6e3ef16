package io.seekforge.training.rounds;

import java.io.Serializable;

/**
 * One block of the gradient of a whole step.
 *
 * @param block its number
 * @param gradient sum over the replicas in their order, divided by the label tokens of all; float32
 *     little-endian
 * @param head what the driver must know
 */
record SummedBlock(int block, byte[] gradient, Head head) implements Serializable {
  /**
   * What the driver must know of a block.
   *
   * @param block its number
   * @param squares sums of squares, as {@code OptimizerKernels.squares}
   * @param sum contributions of all replicas
   * @param seconds of the slowest replica, for people only
   * @param bytes that came through the shuffle
   */
  record Head(int block, double[] squares, Contribution sum, double seconds, long bytes)
      implements Serializable {}
}
