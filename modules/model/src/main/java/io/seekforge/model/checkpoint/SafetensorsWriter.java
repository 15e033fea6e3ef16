package io.seekforge.model.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.seekforge.api.SeekforgeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes a safetensors file. The bytes depend on the tensors alone and equal those of the reference
 * implementation: tensors by descending type, then by name; the header padded with spaces to 8
 * bytes; metadata {@code format=pt}, as Hugging Face asks for.
 *
 * <p>Contents are produced while the file is written, so that a file may be larger than memory.
 */
public final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;
  private static final int PIECE = 1 << 16;

  private final SortedMap<String, String> metadata = new TreeMap<>(Map.of("format", "pt"));
  private final List<Tensor> tensors = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  /** Writes a tensor's bytes: little-endian, row-major. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private record Tensor(String name, Dtype dtype, long[] shape, long bytes, Content content) {}

  /** Adds a note to the header. */
  public SafetensorsWriter note(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /**
   * Adds a tensor whose bytes are produced later.
   *
   * @throws IllegalArgumentException if a tensor of that name is there already
   */
  public SafetensorsWriter add(String name, Dtype dtype, long[] shape, Content content) {
    if (name.equals("__metadata__") || !names.add(name)) {
      throw new IllegalArgumentException("Invalid tensor name: \"" + name + "\" (taken)");
    }
    long bytes = dtype.width();
    for (long dimension : shape) {
      bytes = Math.multiplyExact(bytes, dimension);
    }
    tensors.add(new Tensor(name, dtype, shape.clone(), bytes, content));
    return this;
  }

  /** Adds float32 elements; the array is kept, not copied. */
  public SafetensorsWriter add(String name, long[] shape, float[] values) {
    return add(name, Dtype.F32, shape, values);
  }

  /** Adds elements rounded to F32, BF16 or F16; the array is kept, not copied. */
  public SafetensorsWriter add(String name, Dtype dtype, long[] shape, float[] values) {
    return add(name, dtype, shape, out -> writeFloats(dtype, FloatBuffer.wrap(values), out));
  }

  /** Adds a tensor of another file as it stands there. */
  public SafetensorsWriter add(SafetensorsFile file, String name) {
    TensorInfo info = file.tensor(name);
    return add(name, info.dtype(), info.shape(), out -> copy(file, info, out));
  }

  /** Names of the tensors added so far. */
  Set<String> names() {
    return Set.copyOf(names);
  }

  /** Bytes of the tensors added so far. */
  long dataBytes() {
    return tensors.stream().mapToLong(Tensor::bytes).sum();
  }

  /** Size of the whole file in bytes. */
  public long size() {
    return ALIGNMENT + header(sorted()).length + dataBytes();
  }

  /**
   * Writes the file whole or not at all.
   *
   * @throws SeekforgeException if the file cannot be written
   */
  public void write(Path file) {
    AtomicFile.write(file, this::write);
  }

  /** The whole file in memory. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.toIntExact(size()));
    try {
      write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Writes the file to a stream, which stays open. */
  public void write(OutputStream out) throws IOException {
    List<Tensor> order = sorted();
    byte[] header = header(order);
    ByteBuffer length = ByteBuffer.allocate(ALIGNMENT).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(header.length).array());
    out.write(header);
    for (Tensor tensor : order) {
      CountingStream counted = new CountingStream(out);
      tensor.content().writeTo(counted);
      if (counted.count() != tensor.bytes()) {
        throw new IllegalStateException(
            "Cannot write tensor \""
                + tensor.name()
                + "\": "
                + counted.count()
                + " bytes instead of "
                + tensor.bytes());
      }
    }
  }

  /** Writes floats as elements of F32, BF16 or F16. */
  static void writeFloats(Dtype dtype, FloatBuffer values, OutputStream out) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(PIECE * dtype.width()).order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      bytes.clear();
      int count = Math.min(PIECE, values.remaining());
      for (int i = 0; i < count; i++) {
        put(dtype, values.get(), bytes);
      }
      out.write(bytes.array(), 0, bytes.position());
    }
  }

  private static void put(Dtype dtype, float value, ByteBuffer target) {
    switch (dtype) {
      case F32 -> target.putFloat(value);
      case BF16 -> target.putShort(FloatFormat.floatToBf16(value));
      case F16 -> target.putShort(FloatFormat.floatToF16(value));
      default -> throw new IllegalArgumentException("Cannot write floats as " + dtype);
    }
  }

  private static void copy(SafetensorsFile file, TensorInfo info, OutputStream out)
      throws IOException {
    byte[] piece = new byte[(int) Math.min(info.bytes(), PIECE)];
    for (long done = 0; done < info.bytes(); done += piece.length) {
      int count = (int) Math.min(piece.length, info.bytes() - done);
      file.bytes(info.name(), done, count).get(piece, 0, count);
      out.write(piece, 0, count);
    }
  }

  private List<Tensor> sorted() {
    return tensors.stream()
        .sorted(Comparator.comparing(Tensor::dtype).reversed().thenComparing(Tensor::name))
        .toList();
  }

  private byte[] header(List<Tensor> order) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart("__metadata__");
      for (Map.Entry<String, String> note : metadata.entrySet()) {
        json.writeStringField(note.getKey(), note.getValue());
      }
      json.writeEndObject();
      long offset = 0;
      for (Tensor tensor : order) {
        describe(tensor, offset, json);
        offset += tensor.bytes();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    while (bytes.size() % ALIGNMENT != 0) {
      bytes.write(' ');
    }
    return bytes.toByteArray();
  }

  private static void describe(Tensor tensor, long offset, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(tensor.name());
    json.writeStringField("dtype", tensor.dtype().name());
    json.writeFieldName("shape");
    json.writeArray(tensor.shape(), 0, tensor.shape().length);
    json.writeFieldName("data_offsets");
    json.writeArray(new long[] {offset, offset + tensor.bytes()}, 0, 2);
    json.writeEndObject();
  }

  private static final class CountingStream extends OutputStream {
    private final OutputStream out;
    private long count;

    CountingStream(OutputStream out) {
      this.out = out;
    }

    long count() {
      return count;
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      count += length;
    }
  }
}
