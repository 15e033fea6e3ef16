package io.seekforge.tensor.cpu;

import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;

/**
 * Some rows of a weight of any type, as float32 in the order in which oneDNN's brgemm reads a right
 * operand: strips of 64 columns one after the other, each row by row, filled up with zeros to
 * multiples of 64 columns and 16 rows. oneDNN calls it {@code BA16a64b}.
 */
final class OrderedBlock implements AutoCloseable {
  /** Floats of a block: with more of them sums are read and written less often. */
  private static final int SIZE = 1 << 18;

  private static final int ROWS = 16;
  private static final int COLUMNS = 64;

  private final Scratch decoded = new Scratch(ElementType.FLOAT32);
  private CpuStorage storage;

  /** How many rows of so many columns to take. */
  static int rows(int columns) {
    return Math.max(ROWS, SIZE / columns & -ROWS);
  }

  /** Takes the rows of a tensor in. */
  void fill(Tensor b) {
    int strips = (b.columns() + COLUMNS - 1) / COLUMNS;
    int height = (b.rows() + ROWS - 1) & -ROWS;
    int size = strips * height * COLUMNS;
    storage = CpuStorage.grown(storage, ElementType.FLOAT32, size);
    Tensor target = Tensor.of(storage, 1, size);
    if (height > b.rows() || strips * COLUMNS > b.columns()) {
      RowKernels.zero(target);
    }
    // A few rows at a time, so that what is read and what is written lies together.
    for (int from = 0; from < b.rows(); from += ROWS) {
      Tensor rows = plain(b.rows(from, Math.min(b.rows(), from + ROWS)));
      for (int strip = 0; strip < strips; strip++) {
        int at = Float.BYTES * COLUMNS * (strip * height + from);
        int first = strip * COLUMNS;
        Tensor part = rows.columns(first, Math.min(b.columns(), first + COLUMNS));
        copy(part, CpuStorage.bytes(target), at);
      }
    }
  }

  private Tensor plain(Tensor rows) {
    if (!rows.type().quantized()) {
      return rows;
    }
    Tensor values = decoded.matrix(rows.rows(), rows.columns());
    RowKernels.copy(rows, values);
    return values;
  }

  private static void copy(Tensor part, ByteBuffer target, int at) {
    ByteBuffer source = CpuStorage.bytes(part);
    int to = at;
    for (int row = 0; row < part.rows(); row++, to += Float.BYTES * COLUMNS) {
      int from = RowKernels.at(part, row);
      if (part.type() == ElementType.BFLOAT16) {
        Bfloat16.widen(source, from, target, to, part.columns());
      } else {
        copy(source, from, target, to, part.columns());
      }
    }
  }

  private static void copy(ByteBuffer x, int a, ByteBuffer y, int b, int count) {
    int i = 0;
    for (; i + Lanes.COUNT <= count; i += Lanes.COUNT) {
      Lanes.store(Lanes.load(x, a + 4 * i), y, b + 4 * i);
    }
    for (; i < count; i++) {
      y.putFloat(b + 4 * i, x.getFloat(a + 4 * i));
    }
  }

  long address() {
    return storage.address();
  }

  @Override
  public void close() {
    decoded.close();
    CpuStorage.release(storage);
    storage = null;
  }
}
