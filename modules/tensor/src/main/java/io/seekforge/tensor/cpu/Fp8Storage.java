package io.seekforge.tensor.cpu;

import io.seekforge.tensor.ElementSource;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Float8;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * E4M3 codes with a float32 scale for each block of 128 × 128: w ≈ scale · code, scale = max |w| /
 * 448 (DeepSeek-V3, section 3.3.2). Blocks at the right and lower edge may be smaller.
 */
final class Fp8Storage extends QuantizedStorage {
  static final int BLOCK = 128;

  /** The code of NaN, without sign. */
  private static final int NAN = 0x7f;

  private final Codes codes;
  private final float[] scales;
  private final int blocksAcross;

  private Fp8Storage(int rows, int columns, Codes codes, float[] scales) {
    super(ElementType.FP8_E4M3, rows, columns);
    this.codes = codes;
    this.scales = scales;
    this.blocksAcross = blocks(columns);
  }

  /** Codes and scales from elsewhere, used in place. */
  static Fp8Storage of(ByteBuffer codes, float[] scales, int rows, int columns) {
    if (codes.remaining() != (long) rows * columns
        || scales.length != blocks(rows) * blocks(columns)) {
      throw new IllegalArgumentException(
          "Invalid FP8 matrix [%d, %d]: %d codes, %d scales"
              .formatted(rows, columns, codes.remaining(), scales.length));
    }
    return new Fp8Storage(rows, columns, Codes.of(codes), scales);
  }

  static Fp8Storage quantize(ElementSource source, int rows, int columns) {
    Codes codes = Codes.allocate((long) rows * columns);
    int across = blocks(columns);
    float[] scales = new float[blocks(rows) * across];
    float[] values = new float[Math.multiplyExact(Math.min(BLOCK, rows), columns)];
    for (int from = 0; from < rows; from += BLOCK) {
      int first = from;
      int count = Math.min(BLOCK, rows - from);
      source.read((long) from * columns, values, count * columns);
      Quantizing.each(
          across,
          block ->
              scales[first / BLOCK * across + block] =
                  encode(values, count, columns, block * BLOCK, codes.bytes(), first));
    }
    return new Fp8Storage(rows, columns, codes, scales);
  }

  /** Writes the codes of one block and returns its scale. */
  private static float encode(
      float[] values, int rows, int columns, int left, ByteBuffer codes, int top) {
    int right = Math.min(columns, left + BLOCK);
    float largest = 0;
    for (int row = 0; row < rows; row++) {
      float ofRow = Quantizing.largest(values, row * columns + left, row * columns + right);
      largest = Math.max(largest, ofRow);
    }
    float scale = largest / Float8.LARGEST;
    for (int row = 0; row < rows; row++) {
      for (int column = left; column < right; column++) {
        float value = scale == 0 ? 0 : values[row * columns + column] / scale;
        codes.put((top + row) * columns + column, Float8.encode(value));
      }
    }
    return scale;
  }

  private static int blocks(int length) {
    return (length + BLOCK - 1) / BLOCK;
  }

  @Override
  void decode(long first, int count, ByteBuffer target, int at) {
    for (int done = 0; done < count; ) {
      int from = (int) (first + done);
      int row = from / columns();
      int column = from % columns();
      int run = Math.min(Math.min(BLOCK - column % BLOCK, columns() - column), count - done);
      float scale = scales[row / BLOCK * blocksAcross + column / BLOCK];
      decodeRun(from, run, scale, target, at + 4 * done);
      done += run;
    }
  }

  private void decodeRun(int from, int count, float scale, ByteBuffer target, int at) {
    ByteBuffer bytes = codes.bytes();
    int i = 0;
    for (; i + Lanes.COUNT <= count; i += Lanes.COUNT) {
      Lanes.store(decode(bytes, from + i).mul(scale), target, at + 4 * i);
    }
    for (; i < count; i++) {
      target.putFloat(at + 4 * i, Float8.decode(bytes.get(from + i)) * scale);
    }
  }

  /**
   * As many codes as there are lanes: the bits, moved to where a float32 has exponent and mantissa,
   * are the number divided by 2^120, as the biases are 7 and 127; exact below the smallest normal
   * too.
   */
  private static FloatVector decode(ByteBuffer bytes, int at) {
    ByteVector narrow = ByteVector.fromByteBuffer(Lanes.OCTETS, bytes, at, ByteOrder.nativeOrder());
    IntVector codes = (IntVector) narrow.convertShape(VectorOperators.B2I, Lanes.BITS, 0);
    IntVector magnitude = codes.and(NAN);
    IntVector sign = codes.and(Integer.MIN_VALUE); // widening has copied the code's into it
    return Lanes.floats(magnitude.lanewise(VectorOperators.LSHL, 20).or(sign))
        .mul(0x1p120f)
        .blend(Float.NaN, magnitude.compare(VectorOperators.EQ, NAN).cast(Lanes.SPECIES));
  }

  @Override
  public void close() {
    codes.close();
  }
}
