package io.seekforge.tensor.cpu;

import io.seekforge.tensor.ElementSource;
import io.seekforge.tensor.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Rows of an output channel each, as whole numbers: w ≈ scale · q with scale = max |w| / 127 and q
 * rounded to nearest, ties to even (Dettmers et al. 2022, "LLM.int8()", section 2.1, vector-wise).
 */
final class Int8Storage extends QuantizedStorage {
  private static final int LARGEST = 127;

  private final Codes codes;
  private final float[] scales;

  private Int8Storage(int rows, int columns, Codes codes, float[] scales) {
    super(ElementType.INT8, rows, columns);
    this.codes = codes;
    this.scales = scales;
  }

  static Int8Storage quantize(ElementSource source, int rows, int columns) {
    Codes codes = Codes.allocate((long) rows * columns);
    float[] scales = new float[rows];
    int strip = Math.min(rows, Math.max(1, Quantizing.PIECE / columns));
    float[] values = new float[strip * columns];
    for (int from = 0; from < rows; from += strip) {
      int first = from;
      int count = Math.min(strip, rows - from);
      source.read((long) from * columns, values, count * columns);
      Quantizing.each(
          count,
          row -> scales[first + row] = encode(values, row, columns, codes.bytes(), first + row));
    }
    return new Int8Storage(rows, columns, codes, scales);
  }

  /** Writes the codes of one row and returns its scale. */
  private static float encode(float[] values, int row, int columns, ByteBuffer codes, int at) {
    int start = row * columns;
    float scale = Quantizing.largest(values, start, start + columns) / LARGEST;
    for (int i = 0; i < columns; i++) {
      float q = scale == 0 ? 0 : (float) Math.rint(values[start + i] / scale);
      codes.put(at * columns + i, (byte) Math.max(-LARGEST, Math.min(LARGEST, q)));
    }
    return scale;
  }

  @Override
  void decode(long first, int count, ByteBuffer target, int at) {
    for (int done = 0; done < count; ) {
      int row = (int) ((first + done) / columns());
      int column = (int) ((first + done) % columns());
      int run = Math.min(columns() - column, count - done);
      widen((int) (first + done), run, scales[row], target, at + 4 * done);
      done += run;
    }
  }

  private void widen(int from, int count, float scale, ByteBuffer target, int at) {
    ByteBuffer bytes = codes.bytes();
    int i = 0;
    for (; i + Lanes.COUNT <= count; i += Lanes.COUNT) {
      ByteVector narrow =
          ByteVector.fromByteBuffer(Lanes.OCTETS, bytes, from + i, ByteOrder.nativeOrder());
      FloatVector wide = (FloatVector) narrow.convertShape(VectorOperators.B2F, Lanes.SPECIES, 0);
      Lanes.store(wide.mul(scale), target, at + 4 * i);
    }
    for (; i < count; i++) {
      target.putFloat(at + 4 * i, bytes.get(from + i) * scale);
    }
  }

  @Override
  public void close() {
    codes.close();
  }
}
