package io.seekforge.tensor.cpu;

import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes the matrices of a test from one seed, and gives their memory back. */
final class Matrices implements AutoCloseable {
  /**
   * Elements before and after each row of an inner matrix, NaN: reading one shows in the result.
   */
  private static final int MARGIN = 3;

  private final Backend backend;
  private final Random random;
  private final List<Storage> storages = new ArrayList<>();

  Matrices(Backend backend, long seed) {
    this.backend = backend;
    this.random = new Random(seed);
  }

  /** Standard normal elements, rows without gaps. */
  Tensor random(int rows, int columns) {
    return filled(zeros(rows, columns));
  }

  /** Standard normal elements inside a larger matrix, whose other elements are NaN. */
  Tensor inside(int rows, int columns) {
    return filled(insideOf(ElementType.FLOAT32, rows, columns));
  }

  /** As {@link #inside}, kept in bf16. */
  Tensor insideBfloat16(int rows, int columns) {
    return filled(insideOf(ElementType.BFLOAT16, rows, columns));
  }

  /** Zeros, rows without gaps. */
  Tensor zeros(int rows, int columns) {
    Storage storage = backend.allocate(ElementType.FLOAT32, Math.max(1, (long) rows * columns));
    storages.add(storage);
    return Tensor.of(storage, rows, columns);
  }

  /** A matrix of the same size and elements, rows without gaps. */
  Tensor copy(Tensor x) {
    Tensor y = zeros(x.rows(), x.columns());
    backend.copy(x, y);
    return y;
  }

  private Tensor insideOf(ElementType type, int rows, int columns) {
    int height = rows + 2;
    int width = columns + 2 * MARGIN;
    Storage storage = backend.allocate(type, (long) height * width);
    storages.add(storage);
    Tensor all = Tensor.of(storage, height, width);
    float[] nothing = new float[height * width];
    Arrays.fill(nothing, Float.NaN);
    backend.write(nothing, all);
    return all.rows(1, rows + 1).columns(MARGIN, MARGIN + columns);
  }

  private Tensor filled(Tensor x) {
    float[] values = new float[x.rows() * x.columns()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    backend.write(values, x);
    return x;
  }

  /** Standard normal numbers. */
  float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** The elements, row after row. */
  float[] values(Tensor x) {
    float[] values = new float[x.rows() * x.columns()];
    backend.read(x, values);
    return values;
  }

  @Override
  public void close() {
    storages.forEach(Storage::close);
  }
}
