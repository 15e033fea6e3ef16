package io.seekforge.model.decoder;

import io.seekforge.model.MlaConfig;
import io.seekforge.tensor.AttentionShape;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.Tensor;

/**
 * Between the expanded latents, [n, heads·(nope + v)], and the keys [n, heads·(nope + rope)] and
 * values [n, heads·v] that attention reads.
 */
final class LatentHeads {
  private LatentHeads() {}

  /** Lays keys and values out by head; every head gets the rotated key. */
  static void split(
      Backend backend,
      AttentionShape shape,
      MlaConfig mla,
      Tensor expanded,
      Tensor rotated,
      Tensor k,
      Tensor v) {
    for (int head = 0; head < shape.heads(); head++) {
      backend.copy(plain(mla, expanded, head), plainKey(mla, k, head));
      backend.copy(rotated, rotatedKey(mla, k, head));
      backend.copy(value(mla, expanded, head), headValue(mla, v, head));
    }
  }

  /** The gradient of {@link #split}: the rotated key's is the sum over heads. */
  static void join(
      Backend backend,
      AttentionShape shape,
      MlaConfig mla,
      Tensor dk,
      Tensor dv,
      Tensor dExpanded,
      Tensor dRotated) {
    backend.zero(dRotated);
    for (int head = 0; head < shape.heads(); head++) {
      backend.copy(plainKey(mla, dk, head), plain(mla, dExpanded, head));
      backend.add(rotatedKey(mla, dk, head), dRotated);
      backend.copy(headValue(mla, dv, head), value(mla, dExpanded, head));
    }
  }

  private static Tensor plain(MlaConfig mla, Tensor expanded, int head) {
    int from = head * (mla.qkNopeHeadDim() + mla.vHeadDim());
    return expanded.columns(from, from + mla.qkNopeHeadDim());
  }

  private static Tensor value(MlaConfig mla, Tensor expanded, int head) {
    int from = head * (mla.qkNopeHeadDim() + mla.vHeadDim()) + mla.qkNopeHeadDim();
    return expanded.columns(from, from + mla.vHeadDim());
  }

  private static Tensor plainKey(MlaConfig mla, Tensor k, int head) {
    int from = head * mla.qkHeadDim();
    return k.columns(from, from + mla.qkNopeHeadDim());
  }

  private static Tensor rotatedKey(MlaConfig mla, Tensor k, int head) {
    int from = head * mla.qkHeadDim() + mla.qkNopeHeadDim();
    return k.columns(from, from + mla.qkRopeHeadDim());
  }

  private static Tensor headValue(MlaConfig mla, Tensor v, int head) {
    return v.columns(head * mla.vHeadDim(), (head + 1) * mla.vHeadDim());
  }
}
