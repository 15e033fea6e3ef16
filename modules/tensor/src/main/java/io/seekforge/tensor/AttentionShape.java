package io.seekforge.tensor;

/**
 * Heads of an attention. Queries are [n, heads·qkDim], keys [m, kvHeads·qkDim], values [m,
 * kvHeads·vDim], outputs [n, heads·vDim]; query head h reads key head h / (heads / kvHeads).
 *
 * @param scale factor on the products of queries and keys
 * @param operands of the products: where it is bfloat16, a device may round queries, keys, values
 *     and probabilities to it; sums are float32
 */
public record AttentionShape(
    int heads, int kvHeads, int qkDim, int vDim, float scale, ElementType operands) {
  /** With products of float32. */
  public AttentionShape(int heads, int kvHeads, int qkDim, int vDim, float scale) {
    this(heads, kvHeads, qkDim, vDim, scale, ElementType.FLOAT32);
  }

  public AttentionShape {
    if (heads < 1 || kvHeads < 1 || heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "Invalid attention: " + heads + " heads cannot share " + kvHeads + " key heads");
    }
  }
}
