package io.seekforge.tensor;

/**
 * Cosines and sines of rotary embedding (Su et al. 2021, "RoFormer"), [positions, dimensions / 2].
 *
 * @param cos cosine of position · frequency, times any attention factor
 * @param sin sine of position · frequency, times any attention factor
 * @param interleaved whether pairs are (2i, 2i+1) in place of (i, i + dimensions / 2)
 */
public record RotaryTable(Tensor cos, Tensor sin, boolean interleaved) {
  /** Rotated dimensions of a head. */
  public int dimensions() {
    return 2 * cos.columns();
  }
}
