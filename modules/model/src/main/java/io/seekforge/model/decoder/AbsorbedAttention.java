package io.seekforge.model.decoder;

import io.seekforge.model.MlaConfig;
import io.seekforge.tensor.AttentionShape;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.Tensor;

/**
 * Latent attention that reads its cache as it is (DeepSeek-V2, section 2.1.2): with keys Kₕ·c of a
 * latent c, q·(Kₕ·c) = (Kₕᵀ·q)·c, so queries are carried into the latent space and the mixed
 * latents out of it; the rows of the cache are the keys of all heads, and their first part the
 * values. A token costs heads·(latent + rotated) for each earlier one, and never their expansion.
 */
final class AbsorbedAttention implements AutoCloseable {
  private final Backend backend;
  private final MlaConfig mla;
  private final int heads;
  private final AttentionShape shape;
  private final Linear expand;
  private final float scale;
  private final Workspace workspace;
  private int capacity;
  private Tensor queries;
  private Tensor mixed;
  private Tensor scaled;
  private Tensor low;

  /**
   * @param shape of the attention over expanded keys
   * @param expand the expansion, with the rows of each head's keys before those of its values
   * @param scale factor of its adapter
   */
  AbsorbedAttention(
      Backend backend, MlaConfig mla, AttentionShape shape, Linear expand, float scale) {
    this.backend = backend;
    this.mla = mla;
    this.heads = shape.heads();
    this.shape = new AttentionShape(heads, 1, width(), mla.kvLoraRank(), shape.scale());
    this.expand = expand;
    this.scale = scale;
    this.workspace = new Workspace(backend);
  }

  private int width() {
    return mla.kvLoraRank() + mla.qkRopeHeadDim();
  }

  /**
   * Attention of the last rows of a document.
   *
   * @param q [n, heads·(nope + rope)], rotated
   * @param kept [m, latent + rope], normed latents and rotated keys of all rows
   * @param output receives [n, heads·v]
   */
  void forward(Tensor q, Tensor kept, Tensor output) {
    int n = q.rows();
    reserve(n);
    for (int head = 0; head < heads; head++) {
      int from = head * mla.qkHeadDim();
      int split = from + mla.qkNopeHeadDim();
      int to = from + mla.qkHeadDim();
      Tensor query = queries.rows(0, n).columns(head * width(), (head + 1) * width());
      absorb(head, q.columns(from, split), query.columns(0, mla.kvLoraRank()));
      backend.copy(q.columns(split, to), query.columns(mla.kvLoraRank(), width()));
    }
    Tensor latents = kept.columns(0, mla.kvLoraRank());
    backend.attention(shape, queries.rows(0, n), kept, latents, mixed.rows(0, n), null);
    for (int head = 0; head < heads; head++) {
      int latent = head * mla.kvLoraRank();
      Tensor from = mixed.rows(0, n).columns(latent, latent + mla.kvLoraRank());
      project(head, from, output.columns(head * mla.vHeadDim(), (head + 1) * mla.vHeadDim()));
    }
  }

  /** y ← q·Kₕ, K being the weight with its adapter. */
  private void absorb(int head, Tensor q, Tensor y) {
    int from = firstRow(head);
    int to = from + mla.qkNopeHeadDim();
    Tensor read = q;
    if (expand.magnitude() != null) {
      read = scaled.rows(0, q.rows());
      backend.copy(q, read);
      backend.scaleColumns(expand.magnitude().ratio().columns(from, to), read);
    }
    backend.multiply(read, false, expand.weight().value().rows(from, to), false, 1, 0, y);
    if (expand.adapter() != null) {
      Tensor reduced = low.rows(0, q.rows());
      Tensor b = expand.adapter().b().value().rows(from, to);
      backend.multiply(read, false, b, false, scale, 0, reduced);
      backend.multiply(reduced, false, expand.adapter().a().value(), false, 1, 1, y);
    }
  }

  /** y ← x·Vₕᵀ, V being the weight with its adapter. */
  private void project(int head, Tensor x, Tensor y) {
    int from = firstRow(head) + mla.qkNopeHeadDim();
    int to = from + mla.vHeadDim();
    backend.multiply(x, false, expand.weight().value().rows(from, to), true, 1, 0, y);
    if (expand.adapter() != null) {
      Tensor reduced = low.rows(0, x.rows());
      backend.multiply(x, false, expand.adapter().a().value(), true, 1, 0, reduced);
      Tensor b = expand.adapter().b().value().rows(from, to);
      backend.multiply(reduced, false, b, true, scale, 1, y);
    }
    if (expand.magnitude() != null) {
      backend.scaleColumns(expand.magnitude().ratio().columns(from, to), y);
    }
  }

  private int firstRow(int head) {
    return head * (mla.qkNopeHeadDim() + mla.vHeadDim());
  }

  private void reserve(int rows) {
    if (rows <= capacity) {
      return;
    }
    capacity = rows;
    do {
      workspace.restart();
      queries = workspace.matrix(rows, heads * width());
      mixed = workspace.matrix(rows, heads * mla.kvLoraRank());
      scaled = workspace.matrix(rows, mla.qkNopeHeadDim());
      low = workspace.matrix(rows, expand.rank());
    } while (workspace.grown());
  }

  @Override
  public void close() {
    workspace.close();
  }
}
