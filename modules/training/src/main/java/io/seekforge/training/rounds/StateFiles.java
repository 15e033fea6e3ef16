package io.seekforge.training.rounds;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.checkpoint.Dtype;
import io.seekforge.model.checkpoint.SafetensorsFile;
import io.seekforge.model.checkpoint.SafetensorsWriter;
import io.seekforge.training.store.HadoopFolder;
import io.seekforge.training.store.HashingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * The safetensors files of a state between rounds ({@code docs/spec/training.md}): flat float32
 * vectors as named tensors, and back. The driver and tasks write the same ones.
 */
public final class StateFiles {
  private static final String FIRST_MOMENT = "exp_avg.";
  private static final String SECOND_MOMENT = "exp_avg_sq.";

  private final HadoopFolder folder;
  private final ParameterLayout layout;

  /**
   * @param folder where they are
   * @param layout names of the parameters
   */
  public StateFiles(HadoopFolder folder, ParameterLayout layout) {
    this.folder = folder;
    this.layout = layout;
  }

  /** Name of an optimiser's file; {@code of}: how many optimisers the run has. */
  public static String optimizerName(int number, int of) {
    return of == 1
        ? "optimizer.safetensors"
        : String.format(Locale.ROOT, "optimizer-%05d.safetensors", number);
  }

  static String residualName(int replica) {
    return String.format(Locale.ROOT, "residual-%05d.safetensors", replica);
  }

  /** Writes a vector under the names of the parameters; returns the SHA-256 of the file. */
  public String write(String name, byte[] vector) {
    SafetensorsWriter writer = new SafetensorsWriter();
    add(writer, "", vector);
    return folder.write(name, writer::write);
  }

  /** Writes an optimiser's state, no tensors before its first step; returns the SHA-256. */
  public String write(String name, OptimizerState optimizer) {
    SafetensorsWriter writer = new SafetensorsWriter();
    if (optimizer.steps() > 0) {
      add(writer, FIRST_MOMENT, optimizer.firstMoment());
      add(writer, SECOND_MOMENT, optimizer.secondMoment());
    }
    return folder.write(name, writer::write);
  }

  private void add(SafetensorsWriter writer, String prefix, byte[] vector) {
    for (ParameterLayout.Entry entry : layout.entries()) {
      int from = Math.toIntExact(entry.offset() * Float.BYTES);
      int length = Math.toIntExact(entry.size() * Float.BYTES);
      writer.add(
          prefix + entry.name(), Dtype.F32, entry.shape(), out -> out.write(vector, from, length));
    }
  }

  /**
   * A vector that {@link #write(String, byte[])} wrote.
   *
   * @param hash SHA-256 of the file
   * @throws SeekforgeException if its bytes are others
   */
  public byte[] vector(String name, String hash) {
    return vector(open(name, hash), "");
  }

  /**
   * The state that {@link #write(String, OptimizerState)} wrote.
   *
   * @param hash SHA-256 of the file
   * @param steps steps that the optimiser had taken
   * @throws SeekforgeException if its bytes are others
   */
  public OptimizerState optimizer(String name, String hash, long steps) {
    if (steps == 0) {
      return OptimizerState.FRESH;
    }
    SafetensorsFile file = open(name, hash);
    return new OptimizerState(vector(file, FIRST_MOMENT), vector(file, SECOND_MOMENT), steps);
  }

  private SafetensorsFile open(String name, String hash) {
    byte[] bytes = folder.read(name);
    if (!sha256(bytes).equals(hash)) {
      throw new SeekforgeException(
          "Invalid " + folder.location(name) + ": its bytes are not those that were written");
    }
    return SafetensorsFile.of(folder.location(name), bytes);
  }

  private static String sha256(byte[] bytes) {
    try (HashingOutput hashing = new HashingOutput(OutputStream.nullOutputStream())) {
      hashing.write(bytes);
      return hashing.sha256();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] vector(SafetensorsFile file, String prefix) {
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
