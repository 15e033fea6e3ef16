package io.seekforge.tensor;

/**
 * A matrix inside a {@link Storage}: row-major, rows {@code stride} elements apart. A view: several
 * may share memory.
 */
public final class Tensor {
  private final Storage storage;
  private final long offset;
  private final int rows;
  private final int columns;
  private final int stride;

  private Tensor(Storage storage, long offset, int rows, int columns, int stride) {
    if (rows < 0 || columns < 0 || stride < columns) {
      throw new IllegalArgumentException(
          "Invalid matrix of " + rows + " rows, " + columns + " columns, stride " + stride);
    }
    if (rows > 0 && offset + (long) (rows - 1) * stride + columns > storage.size()) {
      throw new IllegalArgumentException(
          "Invalid matrix: ["
              + rows
              + ", "
              + columns
              + "] at "
              + offset
              + " passes the end of its storage of "
              + storage.size()
              + " elements");
    }
    this.storage = storage;
    this.offset = offset;
    this.rows = rows;
    this.columns = columns;
    this.stride = stride;
  }

  /** The first rows·columns elements of a storage. */
  public static Tensor of(Storage storage, int rows, int columns) {
    return new Tensor(storage, 0, rows, columns, columns);
  }

  /** The rows [from, to). */
  public Tensor rows(int from, int to) {
    if (from == 0 && to == rows) {
      return this;
    }
    return new Tensor(storage, offset + (long) from * stride, to - from, columns, stride);
  }

  /** The columns [from, to). */
  public Tensor columns(int from, int to) {
    return new Tensor(storage, offset + from, rows, to - from, stride);
  }

  /** The same elements, read in rows of another length; needs rows without gaps. */
  public Tensor reshape(int rows, int columns) {
    if (stride != this.columns || (long) rows * columns != (long) this.rows * this.columns) {
      throw new IllegalArgumentException(
          "Cannot read ["
              + this.rows
              + ", "
              + this.columns
              + "] as ["
              + rows
              + ", "
              + columns
              + "]");
    }
    return new Tensor(storage, offset, rows, columns, columns);
  }

  /** The memory behind. */
  public Storage storage() {
    return storage;
  }

  /** How elements are stored. */
  public ElementType type() {
    return storage.type();
  }

  /** Index of the first element in the storage. */
  public long offset() {
    return offset;
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Elements of a row. */
  public int columns() {
    return columns;
  }

  /** Elements from one row to the next. */
  public int stride() {
    return stride;
  }
}
