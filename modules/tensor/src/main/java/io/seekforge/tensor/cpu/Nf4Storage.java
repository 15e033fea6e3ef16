package io.seekforge.tensor.cpu;

import io.seekforge.tensor.ElementSource;
import io.seekforge.tensor.ElementType;
import java.nio.ByteBuffer;

/**
 * NormalFloat in 4 bits with doubly quantised scales (Dettmers et al. 2023, "QLoRA", section 3),
 * with the numbers of bitsandbytes: blocks of 64 elements along the rows, scaled by their largest
 * magnitude; of those scales, less their mean, blocks of 256 in {@link DynamicCode}, scaled by
 * their own largest. 4.127 bits an element.
 */
final class Nf4Storage extends QuantizedStorage {
  private static final int BLOCK = 64;
  private static final int SCALES_BLOCK = 256;

  /** Two elements a byte, the first in the upper half; behind them one byte for each scale. */
  private final Codes codes;

  private final int scalesStart;
  private final float[] scalesOfScales;
  private final float mean;

  private Nf4Storage(int rows, int columns, Codes codes, float[] scalesOfScales, float mean) {
    super(ElementType.NF4, rows, columns);
    this.codes = codes;
    this.scalesStart = (int) ((size() + 1) / 2);
    this.scalesOfScales = scalesOfScales;
    this.mean = mean;
  }

  static Nf4Storage quantize(ElementSource source, int rows, int columns) {
    long size = (long) rows * columns;
    int blocks = (int) ((size + BLOCK - 1) / BLOCK);
    int scalesStart = (int) ((size + 1) / 2);
    Codes codes = Codes.allocate((long) scalesStart + blocks);
    float[] scales = new float[blocks];
    float[] values = new float[(int) Math.min(Quantizing.PIECE, size)];
    for (long from = 0; from < size; from += values.length) {
      int count = (int) Math.min(values.length, size - from);
      int firstBlock = (int) (from / BLOCK);
      source.read(from, values, count);
      Quantizing.each(
          (count + BLOCK - 1) / BLOCK,
          block ->
              scales[firstBlock + block] =
                  encode(values, block * BLOCK, count, codes.bytes(), firstBlock + block));
    }
    float mean = mean(scales);
    float[] scalesOfScales = encodeScales(scales, mean, codes.bytes(), scalesStart);
    return new Nf4Storage(rows, columns, codes, scalesOfScales, mean);
  }

  /** Writes the codes of one block and returns its scale. */
  private static float encode(float[] values, int from, int count, ByteBuffer codes, int block) {
    int to = Math.min(count, from + BLOCK);
    float scale = Quantizing.largest(values, from, to);
    float inverse = 1 / Math.max(scale, 1e-38f);
    for (int i = from; i < to; i += 2) {
      int upper = NormalFloat.encode(values[i] * inverse);
      int lower = i + 1 < to ? NormalFloat.encode(values[i + 1] * inverse) : 0;
      codes.put(block * (BLOCK / 2) + (i - from) / 2, (byte) (upper << 4 | lower));
    }
    return scale;
  }

  private static float mean(float[] scales) {
    double sum = 0;
    for (float scale : scales) {
      sum += scale;
    }
    return (float) (sum / scales.length);
  }

  private static float[] encodeScales(float[] scales, float mean, ByteBuffer codes, int start) {
    float[] largest = new float[(scales.length + SCALES_BLOCK - 1) / SCALES_BLOCK];
    for (int block = 0; block < largest.length; block++) {
      int from = block * SCALES_BLOCK;
      int to = Math.min(scales.length, from + SCALES_BLOCK);
      for (int i = from; i < to; i++) {
        scales[i] -= mean;
      }
      largest[block] = Quantizing.largest(scales, from, to);
      float inverse = 1 / Math.max(largest[block], 1e-38f);
      for (int i = from; i < to; i++) {
        codes.put(start + i, DynamicCode.encode(scales[i] * inverse));
      }
    }
    return largest;
  }

  private float scale(int block) {
    float part = DynamicCode.decode(codes.bytes().get(scalesStart + block));
    return part * scalesOfScales[block / SCALES_BLOCK] + mean;
  }

  @Override
  void decode(long first, int count, ByteBuffer target, int at) {
    for (int done = 0; done < count; ) {
      long from = first + done;
      int run = (int) Math.min(BLOCK - from % BLOCK, count - done);
      decodeRun(from, run, scale((int) (from / BLOCK)), target, at + 4 * done);
      done += run;
    }
  }

  private void decodeRun(long from, int count, float scale, ByteBuffer target, int at) {
    ByteBuffer bytes = codes.bytes();
    int i = 0;
    if (from % 2 == 1) {
      target.putFloat(at, NormalFloat.decode(bytes.get((int) (from / 2))) * scale);
      i = 1;
    }
    int pair = (int) ((from + i) / 2);
    for (; i + Lanes.COUNT <= count; i += Lanes.COUNT, pair += Lanes.COUNT / 2) {
      Lanes.store(NormalFloat.decode(bytes, pair).mul(scale), target, at + 4 * i);
    }
    for (; i < count; i++) {
      int both = bytes.get((int) ((from + i) / 2));
      int code = (from + i) % 2 == 0 ? both >>> 4 : both;
      target.putFloat(at + 4 * i, NormalFloat.decode(code) * scale);
    }
  }

  @Override
  public void close() {
    codes.close();
  }
}
