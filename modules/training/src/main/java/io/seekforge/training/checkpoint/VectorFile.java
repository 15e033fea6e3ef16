package io.seekforge.training.checkpoint;

import io.seekforge.model.ParameterLayout;
import io.seekforge.model.checkpoint.Dtype;
import io.seekforge.model.checkpoint.SafetensorsFile;
import io.seekforge.model.checkpoint.SafetensorsWriter;
import io.seekforge.training.store.HadoopFolder;

/** Flat float32 vectors as the named tensors of a safetensors file, and back. */
final class VectorFile {
  private final SafetensorsWriter writer = new SafetensorsWriter();
  private final ParameterLayout layout;

  VectorFile(ParameterLayout layout) {
    this.layout = layout;
  }

  /** Adds all tensors of a vector under their names, {@code prefix} put in front. */
  VectorFile add(String prefix, byte[] vector) {
    for (ParameterLayout.Entry entry : layout.entries()) {
      int from = Math.toIntExact(entry.offset() * Float.BYTES);
      int length = Math.toIntExact(entry.size() * Float.BYTES);
      writer.add(
          prefix + entry.name(), Dtype.F32, entry.shape(), out -> out.write(vector, from, length));
    }
    return this;
  }

  /**
   * Writes the file.
   *
   * @return SHA-256 of its content, hex
   */
  String write(HadoopFolder folder, String name) {
    return folder.write(name, writer::write);
  }

  /** The vector whose tensors stand in the file under their names with {@code prefix}. */
  static byte[] read(SafetensorsFile file, String prefix, ParameterLayout layout) {
    byte[] vector = new byte[Math.toIntExact(layout.size() * Float.BYTES)];
    for (ParameterLayout.Entry entry : layout.entries()) {
      String name = prefix + entry.name();
      file.tensor(name, entry.shape());
      file.bytes(name)
          .get(
              vector,
              Math.toIntExact(entry.offset() * Float.BYTES),
              Math.toIntExact(entry.size() * Float.BYTES));
    }
    return vector;
  }
}
