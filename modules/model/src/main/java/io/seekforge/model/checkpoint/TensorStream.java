package io.seekforge.model.checkpoint;

import io.seekforge.api.SeekforgeException;
import io.seekforge.tensor.ElementSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The elements of one tensor as floats, read with a file descriptor of its own: unlike views of the
 * mapping, what was read does not stay resident in the process.
 */
final class TensorStream implements ElementSource, AutoCloseable {
  /** Elements read at a time. */
  private static final int PIECE = 1 << 16;

  private final String place;
  private final TensorInfo info;
  private final FloatReader reader;
  private final FileChannel channel;
  private final long start;
  private final ByteBuffer buffer;

  /**
   * @param start first byte of the tensor in the file
   * @param fileSize bytes the file had when its header was read
   */
  TensorStream(Path file, TensorInfo info, long start, long fileSize) {
    this.place = file.toString();
    this.info = info;
    this.reader = FloatReader.of(place, info);
    this.start = start;
    // On the heap: direct buffers, one for each tensor of a large model, would outlive their use.
    int bytes = (int) Math.min(PIECE * (long) info.dtype().width(), info.bytes());
    this.buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try {
      this.channel = FileChannel.open(file);
      if (channel.size() != fileSize) {
        channel.close();
        throw new SeekforgeException("Cannot read " + place + ": it was changed while it was open");
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void read(long from, float[] values, int count) {
    int width = info.dtype().width();
    if (from < 0 || from > info.elements() - count) {
      throw new IllegalArgumentException(
          "Invalid part: " + count + " elements from " + from + " of " + info);
    }
    for (int done = 0; done < count; done += PIECE) {
      int length = Math.min(PIECE, count - done);
      fill(start + (from + done) * width, length * width);
      reader.read(buffer, FloatBuffer.wrap(values, done, length));
    }
  }

  private void fill(long position, int length) {
    buffer.clear().limit(length);
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, position + buffer.position()) < 0) {
          throw new IOException("it ends before tensor " + info);
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
    buffer.flip();
  }

  private SeekforgeException failed(IOException e) {
    return new SeekforgeException("Cannot read " + place + ": " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
