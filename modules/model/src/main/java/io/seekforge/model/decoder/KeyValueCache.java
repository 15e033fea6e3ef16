package io.seekforge.model.decoder;

import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What attention keeps of the rows of one document: per layer, some rows of fixed widths (keys and
 * values, or MLA's latent beside its rotated key).
 */
public final class KeyValueCache implements AutoCloseable {
  private final int capacity;
  private final List<Storage> storages = new ArrayList<>();
  private final Tensor[][] layers;
  private int length;

  /**
   * @param widths widths of the matrices kept in each layer
   * @param capacity most rows
   */
  KeyValueCache(Backend backend, int layers, int[] widths, int capacity) {
    this.capacity = capacity;
    this.layers = new Tensor[layers][widths.length];
    for (Tensor[] kept : this.layers) {
      for (int i = 0; i < widths.length; i++) {
        Storage storage = backend.allocate(ElementType.FLOAT32, (long) capacity * widths[i]);
        storages.add(storage);
        kept[i] = Tensor.of(storage, capacity, widths[i]);
      }
    }
  }

  /** Rows of earlier passes. */
  public int length() {
    return length;
  }

  /** Most rows. */
  public int capacity() {
    return capacity;
  }

  /**
   * Appends rows to one matrix of a layer, and returns all of its rows.
   *
   * @param parts stand side by side in a row
   */
  public Tensor append(Backend backend, int layer, int matrix, Tensor... parts) {
    int end = length + parts[0].rows();
    Tensor kept = layers[layer][matrix].rows(0, end);
    int column = 0;
    for (Tensor part : parts) {
      backend.copy(part, kept.rows(length, end).columns(column, column + part.columns()));
      column += part.columns();
    }
    return kept;
  }

  /** Takes the appended rows of all layers as earlier ones. */
  public void advance(int rows) {
    length += rows;
  }

  /** Forgets all rows. */
  public void clear() {
    length = 0;
  }

  @Override
  public void close() {
    storages.forEach(Storage::close);
  }
}
