package io.seekforge.model.checkpoint;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.WeightSpec;
import io.seekforge.tensor.ElementSource;
import java.nio.ByteBuffer;

/**
 * One weight of a checkpoint, whatever it is stored as: its elements as floats, FP8 of DeepSeek-V3
 * multiplied by its scales. What is read does not stay resident; what {@link #bytes} shows does,
 * once it is used.
 *
 * <p>An FP8 weight {@code x.weight} has its scales beside it, {@code x.weight_scale_inv}: the
 * factor of each block of 128 × 128 (their name is that of the inverse used in quantising).
 */
public final class StoredWeight implements ElementSource, AutoCloseable {
  /** Rows and columns that share a scale. */
  static final int BLOCK = 128;

  private static final String SCALES = "_scale_inv";

  private final SafetensorsFile file;
  private final TensorInfo info;
  private final float[] scales;
  private TensorStream stream;

  private StoredWeight(SafetensorsFile file, TensorInfo info, float[] scales) {
    this.file = file;
    this.info = info;
    this.scales = scales;
  }

  /**
   * Finds a weight and its scales.
   *
   * @throws SeekforgeException if it is missing, has another shape, or is FP8 without scales
   */
  public static StoredWeight open(WeightIndex index, WeightSpec spec) {
    return open(index, spec.name(), spec.shape());
  }

  static StoredWeight open(WeightIndex index, String name, long... shape) {
    SafetensorsFile file = index.file(name);
    TensorInfo info = file.tensor(name, shape);
    if (info.dtype() == Dtype.F8_E5M2) {
      throw unusable(file, info, "E5M2 is not supported");
    }
    return new StoredWeight(
        file, info, info.dtype() == Dtype.F8_E4M3 ? scales(index, file, info) : null);
  }

  private static float[] scales(WeightIndex index, SafetensorsFile file, TensorInfo info) {
    String name = info.name() + SCALES;
    if (!index.contains(name)) {
      throw unusable(file, info, "there is no " + name + " beside it");
    }
    if (info.shape().length != 2) {
      throw unusable(file, info, "only matrices can be FP8");
    }
    return index.floats(name, blocks(info.shape()[0]), blocks(info.shape()[1]));
  }

  private static SeekforgeException unusable(SafetensorsFile file, TensorInfo info, String why) {
    return new SeekforgeException(
        "Cannot use FP8 tensor " + info + " of " + file.place() + ": " + why);
  }

  /** Whether a tensor is the scales of another. */
  static boolean isScales(WeightIndex index, String name) {
    return name.endsWith(SCALES)
        && index.contains(name.substring(0, name.length() - SCALES.length()));
  }

  /** The type that a weight is written in when it cannot stay as it is: bf16 in place of FP8. */
  static Dtype writable(Dtype dtype) {
    return dtype == Dtype.F8_E4M3 ? Dtype.BF16 : dtype;
  }

  private static long blocks(long length) {
    return (length + BLOCK - 1) / BLOCK;
  }

  /** How elements are stored. */
  public Dtype dtype() {
    return info.dtype();
  }

  /** The elements as they stand in the file: a view of the mapping where that is possible. */
  public ByteBuffer bytes() {
    return file.bytes(info.name());
  }

  /** Of FP8, the factor of each block, row by row; null for other types. */
  public float[] scales() {
    return scales == null ? null : scales.clone();
  }

  @Override
  public void read(long from, float[] values, int count) {
    if (stream == null) {
      stream = file.stream(info);
    }
    stream.read(from, values, count);
    if (scales != null) {
      scale(from, values, count);
    }
  }

  private void scale(long from, float[] values, int count) {
    long columns = info.shape()[1];
    long blocksAcross = blocks(columns);
    for (int done = 0; done < count; ) {
      long row = (from + done) / columns;
      long column = (from + done) % columns;
      long run = Math.min(Math.min(BLOCK - column % BLOCK, columns - column), count - done);
      float scale = scales[(int) (row / BLOCK * blocksAcross + column / BLOCK)];
      for (int end = done + (int) run; done < end; done++) {
        values[done] *= scale;
      }
    }
  }

  @Override
  public void close() {
    if (stream != null) {
      stream.close();
    }
  }
}
