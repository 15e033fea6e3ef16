package io.seekforge.model.decoder;

import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The activations of one worker. Buffers are handed out in a fixed order each time a sequence of
 * another length comes; memory is kept, and grows only when a longer one than ever comes.
 */
public final class Workspace implements AutoCloseable {
  private final Backend backend;
  private final List<Storage> storages = new ArrayList<>();
  private final Map<String, Storage> shared = new HashMap<>();
  private int next;
  private boolean grown;

  Workspace(Backend backend) {
    this.backend = backend;
  }

  /** A buffer of its own. */
  public Tensor matrix(int rows, int columns) {
    return matrix(ElementType.FLOAT32, rows, columns);
  }

  /** The same of a type. */
  Tensor matrix(ElementType type, int rows, int columns) {
    long size = Math.max(1, (long) rows * columns);
    if (next == storages.size()) {
      storages.add(backend.allocate(type, size));
    } else if (storages.get(next).size() < size || storages.get(next).type() != type) {
      storages.get(next).close();
      storages.set(next, backend.allocate(type, size));
      grown = true;
    }
    return Tensor.of(storages.get(next++), rows, columns);
  }

  /** A buffer that all blocks share under one name; what it holds lasts only within one block. */
  public Tensor shared(String name, int rows, int columns) {
    return shared(name, ElementType.FLOAT32, rows, columns);
  }

  /** The same of a type; one name has one type. */
  Tensor shared(String name, ElementType type, int rows, int columns) {
    long size = Math.max(1, (long) rows * columns);
    Storage storage = shared.get(name);
    if (storage == null || storage.size() < size) {
      if (storage != null) {
        storage.close();
        grown = true;
      }
      storage = backend.allocate(type, size);
      shared.put(name, storage);
    }
    return Tensor.of(storage, rows, columns);
  }

  /** Where the next buffer comes from. */
  int mark() {
    return next;
  }

  /** Hands out the buffers from a mark on once more: their blocks then share them. */
  void rewind(int mark) {
    next = mark;
  }

  /** Starts to hand out from the first on. */
  void restart() {
    next = 0;
    grown = false;
  }

  /** Whether memory was replaced since {@link #restart}: earlier tensors are then void. */
  boolean grown() {
    return grown;
  }

  @Override
  public void close() {
    storages.forEach(Storage::close);
    shared.values().forEach(Storage::close);
  }
}
