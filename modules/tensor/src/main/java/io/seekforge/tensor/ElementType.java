package io.seekforge.tensor;

/** How numbers are stored. Sums are always accumulated in float32. */
public enum ElementType {
  FLOAT32(4),
  BFLOAT16(2);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
