package io.seekforge.tensor;

/** Memory of a device, made by a {@link Backend}. */
public interface Storage extends AutoCloseable {
  /** How elements are stored. */
  ElementType type();

  /** Number of elements. */
  long size();

  /** Gives the memory back; borrowed memory is only let go. */
  @Override
  void close();
}
