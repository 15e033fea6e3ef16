package io.seekforge.training.rounds;

import io.seekforge.tensor.cpu.OptimizerKernels;
import java.io.Serializable;

/**
 * How a flat vector is cut into blocks that are reduced, updated and stored apart. It follows from
 * the vector's size alone. Blocks begin at multiples of {@link OptimizerKernels#NORM_PIECE}, so
 * that the norm of a gradient does not show that it was cut.
 *
 * @param size elements of the vector
 * @param length elements of each block but the last
 */
public record Blocks(long size, int length) implements Serializable {
  /** More files than that in a folder are of no use. */
  private static final int MOST = 256;

  /** The blocks of a vector. */
  public static Blocks of(long size) {
    long pieces = ceilDiv(size, OptimizerKernels.NORM_PIECE);
    return new Blocks(
        size, Math.toIntExact(Math.max(1, ceilDiv(pieces, MOST)) * OptimizerKernels.NORM_PIECE));
  }

  /** Number of blocks. */
  public int count() {
    return (int) ceilDiv(size, length);
  }

  /** Index of a block's first element. */
  long from(int block) {
    return (long) block * length;
  }

  /** Elements of a block. */
  int length(int block) {
    return (int) Math.min(length, size - from(block));
  }

  private static long ceilDiv(long value, long by) {
    return (value + by - 1) / by;
  }
}
