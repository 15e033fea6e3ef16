package io.seekforge.tensor.cpu;

import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A quantised matrix: codes, and the scales that turn them back into floats. Only read. */
abstract class QuantizedStorage implements Storage {
  private final ElementType type;
  private final int rows;
  private final int columns;

  QuantizedStorage(ElementType type, int rows, int columns) {
    this.type = type;
    this.rows = rows;
    this.columns = columns;
  }

  /**
   * Writes elements [first, first + count), counted row by row, as float32.
   *
   * @param target native byte order
   * @param at byte that the first goes to
   */
  abstract void decode(long first, int count, ByteBuffer target, int at);

  /** Decodes one row of a tensor in this storage. */
  final void decodeRow(Tensor x, int row, ByteBuffer target, int at) {
    decode(x.offset() + (long) row * x.stride(), x.columns(), target, at);
  }

  /** Copies a tensor in this storage out, row after row. */
  final void read(Tensor x, float[] values) {
    int columnsOfX = x.columns();
    ByteBuffer floats = ByteBuffer.allocate(4 * columnsOfX).order(ByteOrder.nativeOrder());
    for (int row = 0; row < x.rows(); row++) {
      decodeRow(x, row, floats, 0);
      floats.asFloatBuffer().get(values, row * columnsOfX, columnsOfX);
    }
  }

  @Override
  public final ElementType type() {
    return type;
  }

  final int columns() {
    return columns;
  }

  @Override
  public final long size() {
    return (long) rows * columns;
  }
}
