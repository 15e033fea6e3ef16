package io.seekforge.model.checkpoint;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.ParameterLayout.Entry;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Passage between safetensors and the flat float32 vector of a {@link ParameterLayout}. */
public final class FlatVector {
  private FlatVector() {}

  /**
   * Adds every tensor of the layout to a file, as float32 under its own name.
   *
   * @param prefix put before each name, for example {@code exp_avg.}
   */
  public static void addTo(
      SafetensorsWriter writer, String prefix, ParameterLayout layout, INDArray values) {
    check(layout, values);
    for (Entry entry : layout.entries()) {
      writer.add(
          prefix + entry.name(),
          Dtype.F32,
          entry.shape(),
          out ->
              SafetensorsWriter.writeFloats(
                  Dtype.F32, FloatBuffer.wrap(floats(values, entry)), out));
    }
  }

  /**
   * Reads every tensor of the layout, whatever its floating-point type.
   *
   * @throws SeekforgeException naming the tensor that is missing or has another shape
   */
  public static INDArray read(SafetensorsFile file, String prefix, ParameterLayout layout) {
    INDArray values = Nd4j.createUninitialized(DataType.FLOAT, layout.size());
    for (Entry entry : layout.entries()) {
      file.tensor(prefix + entry.name(), entry.shape());
      put(values, entry, file.floats(prefix + entry.name()));
    }
    return values;
  }

  /** The elements of one tensor, copied. */
  static float[] floats(INDArray values, Entry entry) {
    return values
        .get(NDArrayIndex.interval(entry.offset(), entry.offset() + entry.size()))
        .dup()
        .data()
        .asFloat();
  }

  static void put(INDArray values, Entry entry, float[] elements) {
    values
        .get(NDArrayIndex.interval(entry.offset(), entry.offset() + entry.size()))
        .assign(Nd4j.createFromArray(elements));
  }

  static void check(ParameterLayout layout, INDArray values) {
    if (values.dataType() != DataType.FLOAT || values.length() != layout.size()) {
      throw new IllegalArgumentException(
          "Invalid parameters: "
              + values.dataType()
              + Arrays.toString(values.shape())
              + " where the layout has "
              + layout.size()
              + " floats");
    }
  }
}
