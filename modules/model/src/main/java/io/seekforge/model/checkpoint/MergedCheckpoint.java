package io.seekforge.model.checkpoint;

import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A base model with an adapter folded in: V = W + scale · B·A, with DoRA (m/‖V‖) ∘ V, computed in
 * float32 and stored in the base's own type (bf16 where that is FP8), in shards of the base's own
 * names. Configuration and tokenizer are copied.
 */
public final class MergedCheckpoint {
  private static final String WEIGHT = ".weight";

  private final WeightIndex base;
  private final PeftAdapter adapter;

  private MergedCheckpoint(WeightIndex base, PeftAdapter adapter) {
    this.base = base;
    this.adapter = adapter;
  }

  /**
   * Writes a Hugging Face checkpoint, replacing one that is there.
   *
   * @throws SeekforgeException if the adapter does not fit the base
   */
  public static void write(Path baseFolder, PeftAdapter adapter, Path outFolder) {
    if (outFolder.toAbsolutePath().normalize().equals(baseFolder.toAbsolutePath().normalize())) {
      throw new SeekforgeException(
          "Cannot write " + outFolder + ": the merged model would replace its own base");
    }
    MergedCheckpoint merged = new MergedCheckpoint(WeightIndex.open(baseFolder), adapter);
    merged.checkTargets();
    ModelFolder.replace(
        outFolder, temporary -> ModelFolder.fillLike(merged.base, temporary, merged::add));
  }

  private void checkTargets() {
    for (String module : adapter.modules()) {
      if (!base.contains(module + WEIGHT)) {
        throw new SeekforgeException(
            "Cannot merge "
                + adapter.tensors().place()
                + ": "
                + base.folder()
                + " has no tensor \""
                + SafetensorsHeader.shown(module + WEIGHT)
                + "\"");
      }
    }
  }

  private void add(SafetensorsWriter writer, SafetensorsFile shard, String name) {
    String module = name.endsWith(WEIGHT) ? name.substring(0, name.length() - WEIGHT.length()) : "";
    if (!adapter.changes(module)) {
      ModelFolder.addUnchanged(writer, base, shard, name);
      return;
    }
    TensorInfo info = shard.tensor(name);
    if (info.shape().length != 2) {
      throw new SeekforgeException(
          "Cannot merge into " + info + " of " + shard.place() + ": it is no linear layer");
    }
    Dtype dtype = StoredWeight.writable(info.dtype());
    writer.add(name, dtype, info.shape(), out -> writeMerged(info, dtype, module, out));
  }

  private void writeMerged(TensorInfo info, Dtype dtype, String module, OutputStream out)
      throws IOException {
    int rows = Math.toIntExact(info.shape()[0]);
    int columns = Math.toIntExact(info.shape()[1]);
    float[] a = adapter.lowRankA(module, columns);
    float[] b = adapter.lowRankB(module, rows);
    float[] weights = new float[columns];
    float[] change = new float[columns];
    float[] magnitudes = adapter.config().dora() ? adapter.magnitude(module, rows) : null;
    float scale = (float) adapter.config().scale();
    try (StoredWeight stored = StoredWeight.open(base, info.name(), info.shape())) {
      for (int row = 0; row < rows; row++) {
        stored.read((long) row * columns, weights, columns);
        lowRankRow(a, b, row, change);
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

  /** One row of B·A, summed over the rank in ascending order. */
  private void lowRankRow(float[] a, float[] b, int row, float[] change) {
    int rank = adapter.config().r();
    Arrays.fill(change, 0f);
    for (int k = 0; k < rank; k++) {
      float factor = b[row * rank + k];
      int start = k * change.length;
      for (int i = 0; i < change.length; i++) {
        change[i] += factor * a[start + i];
      }
    }
  }
}
