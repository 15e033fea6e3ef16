package io.seekforge.model.decoder;

import io.seekforge.model.ModelConfig;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.RotaryTable;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;

/** The cosines and sines of all positions seen so far. */
public final class Rotary implements AutoCloseable {
  private final Backend backend;
  private final boolean interleaved;
  private final RotaryFrequencies frequencies;
  private Storage cosines;
  private Storage sines;
  private RotaryTable table;

  Rotary(Backend backend, ModelConfig config) {
    this.backend = backend;
    this.interleaved = config.ropeInterleaved();
    this.frequencies = RotaryFrequencies.of(config);
  }

  /** The table; good for positions below those reserved. */
  public RotaryTable table() {
    return table;
  }

  void reserve(int positions) {
    if (table != null && table.cos().rows() >= positions) {
      return;
    }
    close();
    int rows = Math.max(64, Integer.highestOneBit(Math.max(1, positions - 1)) * 2);
    int pairs = frequencies.inverse().length;
    float[] cos = new float[rows * pairs];
    float[] sin = new float[rows * pairs];
    for (int position = 0, i = 0; position < rows; position++) {
      for (float frequency : frequencies.inverse()) {
        // In float, as the reference: the angle's rounding error grows with the position.
        double angle = position * frequency;
        cos[i] = (float) (StrictMath.cos(angle) * frequencies.factor());
        sin[i++] = (float) (StrictMath.sin(angle) * frequencies.factor());
      }
    }
    cosines = backend.allocate(ElementType.FLOAT32, cos.length);
    sines = backend.allocate(ElementType.FLOAT32, sin.length);
    table =
        new RotaryTable(
            Tensor.of(cosines, rows, pairs), Tensor.of(sines, rows, pairs), interleaved);
    backend.write(cos, table.cos());
    backend.write(sin, table.sin());
  }

  @Override
  public void close() {
    if (cosines != null) {
      cosines.close();
      sines.close();
    }
  }
}
