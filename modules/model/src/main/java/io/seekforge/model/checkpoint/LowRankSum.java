package io.seekforge.model.checkpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A weight with its adapter folded in: V = W + scale · B·A, with DoRA (m/‖V‖) ∘ V, in float32, a
 * row at a time.
 *
 * @param a [rank, in]
 * @param b [out, rank]
 * @param scale factor of B·A
 * @param magnitudes [out]; null without DoRA
 */
record LowRankSum(float[] a, float[] b, int rank, float scale, float[] magnitudes) {

  /**
   * Writes the sum.
   *
   * @param name the weight, [out, in]
   * @param dtype type it is written in
   */
  void write(WeightIndex base, String name, long[] shape, Dtype dtype, OutputStream out)
      throws IOException {
    int rows = Math.toIntExact(shape[0]);
    int columns = Math.toIntExact(shape[1]);
    float[] weights = new float[columns];
    float[] change = new float[columns];
    try (StoredWeight stored = StoredWeight.open(base, name, shape)) {
      for (int row = 0; row < rows; row++) {
        stored.read((long) row * columns, weights, columns);
        change(row, change);
        for (int i = 0; i < columns; i++) {
          weights[i] += scale * change[i];
        }
        if (magnitudes != null) {
          scale(weights, magnitudes[row] / length(weights));
        }
        SafetensorsWriter.writeFloats(dtype, FloatBuffer.wrap(weights), out);
      }
    }
  }

  /** One row of B·A, summed over the rank in ascending order. */
  private void change(int row, float[] change) {
    Arrays.fill(change, 0f);
    for (int k = 0; k < rank; k++) {
      float factor = b[row * rank + k];
      int start = k * change.length;
      for (int i = 0; i < change.length; i++) {
        change[i] += factor * a[start + i];
      }
    }
  }

  private static double length(float[] row) {
    double squares = 0;
    for (float element : row) {
      squares += (double) element * element;
    }
    return Math.sqrt(squares);
  }

  private static void scale(float[] row, double factor) {
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) (row[i] * factor);
    }
  }
}
