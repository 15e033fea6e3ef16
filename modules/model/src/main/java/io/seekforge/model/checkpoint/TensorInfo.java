package io.seekforge.model.checkpoint;

import java.util.Arrays;

/**
 * One tensor of a safetensors file.
 *
 * @param name the tensor's key
 * @param dtype type of its elements
 * @param shape its dimensions, row-major; empty for a scalar
 * @param begin first byte, counted from the end of the header
 * @param end byte after the last
 */
public record TensorInfo(String name, Dtype dtype, long[] shape, long begin, long end) {
  /** Number of elements. */
  public long elements() {
    return bytes() / dtype.width();
  }

  /** Number of bytes. */
  public long bytes() {
    return end - begin;
  }

  /** Whether the tensor has exactly these dimensions. */
  public boolean hasShape(long... expected) {
    return Arrays.equals(shape, expected);
  }

  @Override
  public String toString() {
    return "\"" + name + "\" " + dtype + Arrays.toString(shape);
  }
}
