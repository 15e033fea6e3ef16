package io.seekforge.model.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Logits in a safetensors file, for comparison with another implementation: for i = 0, 1, … the
 * tensors {@code input_ids.<i>} [T] and {@code logits.<i>} [T, V].
 */
public final class LogitsFile {
  private final SafetensorsWriter writer = new SafetensorsWriter();
  private int count;

  /**
   * Adds one sequence.
   *
   * @param inputIds T token ids
   * @param logits [T · V], row-major
   */
  public LogitsFile add(int[] inputIds, float[] logits) {
    if (inputIds.length == 0 || logits.length % inputIds.length != 0) {
      throw new IllegalArgumentException(
          "Invalid logits: " + logits.length + " values for " + inputIds.length + " tokens");
    }
    ByteBuffer ids =
        ByteBuffer.allocate(Integer.BYTES * inputIds.length).order(ByteOrder.LITTLE_ENDIAN);
    ids.asIntBuffer().put(inputIds);
    long tokens = inputIds.length;
    writer.add("input_ids." + count, Dtype.I32, new long[] {tokens}, out -> out.write(ids.array()));
    writer.add("logits." + count, new long[] {tokens, logits.length / tokens}, logits);
    count++;
    return this;
  }

  /** Writes the file whole or not at all. */
  public void write(Path file) {
    writer.write(file);
  }
}
