package io.seekforge.tensor.cpu;

import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;

/** Memory for one matrix at a time, which grows to the largest asked for. */
final class Scratch implements AutoCloseable {
  private final ElementType type;
  private CpuStorage storage;

  Scratch(ElementType type) {
    this.type = type;
  }

  /** A matrix with whatever is there; the one before is lost. */
  Tensor matrix(int rows, int columns) {
    storage = CpuStorage.grown(storage, type, (long) rows * columns);
    return Tensor.of(storage, rows, columns);
  }

  @Override
  public void close() {
    CpuStorage.release(storage);
    storage = null;
  }
}
