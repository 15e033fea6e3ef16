package io.seekforge.model.decoder;

import io.seekforge.model.MlaConfig;
import io.seekforge.tensor.AttentionShape;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.Tensor;

/** Expands all latents of a document's cache to keys and values, in memory that grows with it. */
final class LatentCacheReader implements AutoCloseable {
  private final Backend backend;
  private final AttentionShape shape;
  private final MlaConfig mla;
  private final LinearGroup expand;
  private final Workspace workspace;
  private int capacity;
  private Tensor expanded;
  private Tensor allKeys;
  private Tensor allValues;
  private int rows;

  LatentCacheReader(Backend backend, AttentionShape shape, MlaConfig mla, LinearGroup expand) {
    this.backend = backend;
    this.shape = shape;
    this.mla = mla;
    this.expand = expand;
    this.workspace = new Workspace(backend);
  }

  void refresh() {
    expand.refresh();
  }

  void read(Tensor latents, Tensor rotated) {
    rows = latents.rows();
    reserve(rows);
    expand.forward(latents, false, expanded.rows(0, rows));
    LatentHeads.split(backend, shape, mla, expanded.rows(0, rows), rotated, keys(), values());
  }

  /** [rows, heads·qk] of the last read. */
  Tensor keys() {
    return allKeys.rows(0, rows);
  }

  /** [rows, heads·v] of the last read. */
  Tensor values() {
    return allValues.rows(0, rows);
  }

  private void reserve(int wanted) {
    if (wanted <= capacity) {
      return;
    }
    capacity = Math.max(64, 2 * wanted);
    int perHead = mla.qkNopeHeadDim() + mla.vHeadDim();
    do {
      workspace.restart();
      expand.prepare(workspace, capacity);
      expanded = workspace.matrix(capacity, shape.heads() * perHead);
      allKeys = workspace.matrix(capacity, shape.heads() * shape.qkDim());
      allValues = workspace.matrix(capacity, shape.heads() * shape.vDim());
    } while (workspace.grown());
  }

  @Override
  public void close() {
    expand.close();
    workspace.close();
  }
}
