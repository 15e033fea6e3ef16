package io.seekforge.tensor;

/** Where the elements of a matrix come from while it is quantised: row-major, read in order. */
@FunctionalInterface
public interface ElementSource {
  /**
   * Puts elements [from, from + count) into the first {@code count} places of {@code values}. Calls
   * come from one thread, each where the one before ended.
   */
  void read(long from, float[] values, int count);
}
