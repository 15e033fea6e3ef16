package io.seekforge.model.checkpoint;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.ExpertNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A safetensors file, mapped read-only: its tensors are pages of the file until somebody copies
 * them. Files of any size are mapped in several pieces. Immutable and safe for many threads; the
 * mappings go with the last buffer that refers to them.
 *
 * <p>The header is checked as a whole when the file is opened ({@link SafetensorsHeader}); a file
 * that is cut short by someone else while it is mapped cannot be guarded against.
 */
public final class SafetensorsFile {
  private static final int LENGTH_BYTES = 8;

  /** Elements converted at a time. */
  private static final int PIECE = 1 << 16;

  /** The first eight bytes of "version https://git-lfs.github.com/…". */
  private static final long GIT_LFS_POINTER = 0x206e6f6973726576L;

  private final String place;
  private final SafetensorsHeader header;
  private final MappedRegions data;
  private final long dataStart;
  private final long size;
  private final SortedMap<String, List<TensorInfo>> parts;
  private final SortedMap<String, TensorInfo> tensors = new TreeMap<>();

  private SafetensorsFile(
      String place,
      SafetensorsHeader header,
      SortedMap<String, List<TensorInfo>> parts,
      MappedRegions data,
      long dataStart,
      long size) {
    this.place = place;
    this.header = header;
    this.data = data;
    this.dataStart = dataStart;
    this.size = size;
    this.parts = parts;
    parts.values().forEach(all -> all.forEach(part -> tensors.put(part.name(), part)));
  }

  /**
   * Opens a file.
   *
   * @throws SeekforgeException if it is missing or is not a whole safetensors file
   */
  public static SafetensorsFile open(Path file) {
    return open(file, ExpertNames.of(""));
  }

  /**
   * Opens a file of a model.
   *
   * @param names of experts that the file holds as one tensor ({@link FusedExperts})
   */
  static SafetensorsFile open(Path file, ExpertNames names) {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      ByteBuffer start = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      readFully(channel, start, 0);
      int length = headerLength(file.toString(), start.flip(), size);
      ByteBuffer json = ByteBuffer.allocate(length);
      readFully(channel, json, LENGTH_BYTES);
      long dataStart = LENGTH_BYTES + length;
      SafetensorsHeader header =
          SafetensorsHeader.parse(file.toString(), json.array(), size - dataStart);
      SortedMap<String, List<TensorInfo>> parts =
          new FusedExperts(file.toString(), names).parts(header.tensors());
      List<TensorInfo> all = parts.values().stream().flatMap(List::stream).toList();
      MappedRegions data = MappedRegions.map(channel, dataStart, all);
      return new SafetensorsFile(file.toString(), header, parts, data, dataStart, size);
    } catch (NoSuchFileException e) {
      throw new SeekforgeException("Cannot read " + file + ": no such file", e);
    } catch (IOException e) {
      String why = Files.isDirectory(file) ? "it is a folder" : String.valueOf(e.getMessage());
      throw new SeekforgeException("Cannot read " + file + ": " + why, e);
    }
  }

  /**
   * Reads a file that is already in memory.
   *
   * @param place its name, for messages
   * @param bytes the whole file; kept, not copied
   */
  public static SafetensorsFile of(String place, byte[] bytes) {
    ByteBuffer whole = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = headerLength(place, whole, bytes.length);
    byte[] json = Arrays.copyOfRange(bytes, LENGTH_BYTES, LENGTH_BYTES + length);
    int dataStart = LENGTH_BYTES + length;
    SafetensorsHeader header = SafetensorsHeader.parse(place, json, bytes.length - dataStart);
    ByteBuffer data = ByteBuffer.wrap(bytes, dataStart, bytes.length - dataStart).slice();
    return new SafetensorsFile(
        place,
        header,
        new FusedExperts(place, ExpertNames.of("")).parts(header.tensors()),
        MappedRegions.of(data),
        dataStart,
        bytes.length);
  }

  /** The file's name, for messages. */
  public String place() {
    return place;
  }

  /** Names of all tensors. */
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(tensors.keySet()));
  }

  public boolean contains(String name) {
    return tensors.containsKey(name);
  }

  /** Names under which a tensor of the header is shown; empty if the file does not hold it. */
  List<String> shownAs(String name) {
    return parts.getOrDefault(name, List.of()).stream().map(TensorInfo::name).toList();
  }

  /** The file's own notes, for example {@code format=pt}. */
  public SortedMap<String, String> metadata() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(header.metadata()));
  }

  /**
   * Type and shape of a tensor.
   *
   * @throws SeekforgeException if the file does not hold it
   */
  public TensorInfo tensor(String name) {
    TensorInfo info = tensors.get(name);
    if (info == null) {
      throw new SeekforgeException(
          "Cannot read "
              + place
              + ": it holds no tensor \""
              + SafetensorsHeader.shown(name)
              + "\"");
    }
    return info;
  }

  /**
   * Type of a tensor that must have the given shape.
   *
   * @throws SeekforgeException naming both shapes if it has another
   */
  public TensorInfo tensor(String name, long... shape) {
    TensorInfo info = tensor(name);
    if (!info.hasShape(shape)) {
      throw new SeekforgeException(
          "Cannot read "
              + place
              + ": tensor "
              + info
              + " must have the shape "
              + Arrays.toString(shape));
    }
    return info;
  }

  /**
   * The tensor's bytes as they stand in the file: a read-only little-endian view, in general not
   * aligned to its elements.
   *
   * @throws SeekforgeException if it has 2^31 bytes or more ({@link #bytes(String, long, int)})
   */
  public ByteBuffer bytes(String name) {
    TensorInfo info = tensor(name);
    if (info.bytes() > Integer.MAX_VALUE) {
      throw new SeekforgeException(
          "Cannot view " + info + " of " + place + " at once: it has " + info.bytes() + " bytes");
    }
    return data.view(info.begin(), (int) info.bytes());
  }

  /** Part of the tensor's bytes; copied only where the part crosses two mappings. */
  public ByteBuffer bytes(String name, long offset, int length) {
    TensorInfo info = tensor(name);
    if (offset < 0 || length < 0 || offset > info.bytes() - length) {
      throw new IllegalArgumentException(
          "Invalid part: " + length + " bytes from " + offset + " of " + info);
    }
    return data.view(info.begin() + offset, length);
  }

  /** All elements as floats: exact for floating-point types up to 32 bits, nearest otherwise. */
  public float[] floats(String name) {
    TensorInfo info = tensor(name);
    if (info.elements() > Integer.MAX_VALUE - 8) {
      throw new SeekforgeException(
          "Cannot copy " + info + " of " + place + " into one array: too many elements");
    }
    float[] values = new float[(int) info.elements()];
    floats(name, 0, FloatBuffer.wrap(values));
    return values;
  }

  /**
   * Fills {@code target} with elements as floats, from the element {@code from} on.
   *
   * @throws IllegalArgumentException if the tensor has fewer elements
   */
  public void floats(String name, long from, FloatBuffer target) {
    TensorInfo info = tensor(name);
    FloatReader reader = FloatReader.of(place, info);
    pieces(info, from, target.remaining(), bytes -> reader.read(bytes, target));
  }

  /**
   * Fills {@code target} with elements as raw bfloat16, from the element {@code from} on: as they
   * stand if the tensor is bfloat16, otherwise rounded to nearest even.
   */
  public void bf16(String name, long from, ShortBuffer target) {
    TensorInfo info = tensor(name);
    if (info.dtype() == Dtype.BF16) {
      pieces(info, from, target.remaining(), bytes -> target.put(bytes.asShortBuffer()));
      return;
    }
    FloatReader reader = FloatReader.of(place, info);
    float[] buffer = new float[Math.min(PIECE, target.remaining())];
    pieces(
        info,
        from,
        target.remaining(),
        bytes -> {
          int count = bytes.remaining() / info.dtype().width();
          reader.read(bytes, FloatBuffer.wrap(buffer));
          for (int i = 0; i < count; i++) {
            target.put(FloatFormat.floatToBf16(buffer[i]));
          }
        });
  }

  /** The elements of a tensor of a file on disk, read without the mapping. */
  TensorStream stream(TensorInfo info) {
    return new TensorStream(Path.of(place), info, dataStart + info.begin(), size);
  }

  private void pieces(TensorInfo info, long from, int count, Consumer<ByteBuffer> each) {
    if (from < 0 || from > info.elements() - count) {
      throw new IllegalArgumentException(
          "Invalid part: " + count + " elements from " + from + " of " + info);
    }
    int width = info.dtype().width();
    for (int done = 0; done < count; done += PIECE) {
      int length = Math.min(PIECE, count - done);
      each.accept(data.view(info.begin() + (from + done) * width, length * width));
    }
  }

  private static int headerLength(String place, ByteBuffer start, long size) {
    if (size < LENGTH_BYTES) {
      throw new SeekforgeException(
          "Cannot read " + place + ": " + size + " bytes are no safetensors file");
    }
    long length = start.getLong(0);
    if (length >= 0 && length <= Math.min(SafetensorsHeader.MAX_BYTES, size - LENGTH_BYTES)) {
      return (int) length;
    }
    if (length == GIT_LFS_POINTER) {
      throw new SeekforgeException(
          "Cannot read " + place + ": it is a Git LFS pointer (fetch the file with git lfs pull)");
    }
    throw new SeekforgeException(
        "Cannot read "
            + place
            + ": it announces a header of "
            + Long.toUnsignedString(length)
            + " bytes but has "
            + size
            + " (truncated, or no safetensors file)");
  }

  private static void readFully(FileChannel channel, ByteBuffer target, long position)
      throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count < 0) {
        return;
      }
      at += count;
    }
  }
}
