package io.seekforge.tensor.cpu;

import io.seekforge.api.SeekforgeException;
import java.util.stream.IntStream;

/** What the quantisers share: it happens once, while a model loads, so on all cores. */
final class Quantizing {
  /** Elements read from a source at a time, where rows allow. */
  static final int PIECE = 1 << 20;

  private Quantizing() {}

  /**
   * The largest magnitude of values [from, to).
   *
   * @throws SeekforgeException if one of them is not finite
   */
  static float largest(float[] values, int from, int to) {
    float largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Math.abs(values[i])); // keeps NaN
    }
    if (!(largest <= Float.MAX_VALUE)) {
      throw new SeekforgeException("Cannot quantise weights that are not finite");
    }
    return largest;
  }

  /** A part of the work, independent of the others. */
  @FunctionalInterface
  interface Part {
    void compute(int index);
  }

  /** Computes parts 0 … count − 1, in any order. */
  static void each(int count, Part part) {
    IntStream.range(0, count).parallel().forEach(part::compute);
  }
}
