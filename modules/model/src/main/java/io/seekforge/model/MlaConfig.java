package io.seekforge.model;

import java.io.Serializable;

/**
 * Multi-head latent attention (DeepSeek-V2, section 2.1).
 *
 * @param qLoraRank width of the compressed query; 0: queries are not compressed (V2-Lite)
 * @param kvLoraRank width of the compressed keys and values
 * @param qkNopeHeadDim per head, query and key dimensions without rotation
 * @param qkRopeHeadDim per head, rotated query dimensions; the rotated key is shared by all heads
 * @param vHeadDim per head, value dimensions
 */
public record MlaConfig(
    int qLoraRank, int kvLoraRank, int qkNopeHeadDim, int qkRopeHeadDim, int vHeadDim)
    implements Serializable {
  /** Query and key dimensions of one head. */
  public int qkHeadDim() {
    return qkNopeHeadDim + qkRopeHeadDim;
  }
}
