package io.seekforge.model;

import java.util.Arrays;

/**
 * One tensor of a Hugging Face checkpoint.
 *
 * @param name its key
 * @param shape its dimensions; linears are [out, in]
 * @param role what it is for
 */
public record WeightSpec(String name, long[] shape, Role role) {

  /** What a tensor is for: decides its initial values, and whether an adapter may sit on it. */
  public enum Role {
    EMBEDDING,
    LINEAR,
    BIAS,
    NORM,
    HEAD,
    ROUTER,
    /** DeepSeek-V3's {@code e_score_correction_bias}: read, never trained by gradients. */
    ROUTER_CORRECTION
  }

  /** The name without its last part: {@code model.layers.0.mlp.up_proj}. */
  public String module() {
    return name.substring(0, name.lastIndexOf('.'));
  }

  /** Number of elements. */
  public long size() {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }
}
