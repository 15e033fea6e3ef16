package io.seekforge.training.rounds;

import io.seekforge.api.SeekforgeException;
import io.seekforge.training.store.HadoopFolder;
import io.seekforge.training.store.HashingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/**
 * The files of one step when parameters are stored by block ({@code docs/spec/training.md}): raw
 * float32 little-endian, {@code parameters-00000.bin} and {@code optimizer-00000.bin}, the latter
 * with the first moments and after them the second.
 */
final class BlockFiles {
  private static final int PIECE = 1 << 16;

  private final HadoopFolder folder;

  BlockFiles(String folder, Configuration hadoop) {
    this.folder = new HadoopFolder(folder, hadoop);
  }

  static String parametersName(int block) {
    return String.format(Locale.ROOT, "parameters-%05d.bin", block);
  }

  static String optimizerName(int block) {
    return String.format(Locale.ROOT, "optimizer-%05d.bin", block);
  }

  /** Returns the SHA-256 of the file. */
  String writeParameters(int block, ByteBuffer values) {
    return folder.write(parametersName(block), out -> copy(values, out));
  }

  /** Returns the SHA-256 of the file. */
  String writeOptimizer(int block, ByteBuffer first, ByteBuffer second) {
    return folder.write(
        optimizerName(block),
        out -> {
          copy(first, out);
          copy(second, out);
        });
  }

  void readParameters(int block, String hash, ByteBuffer target) {
    read(parametersName(block), hash, target);
  }

  void readOptimizer(int block, String hash, ByteBuffer first, ByteBuffer second) {
    read(optimizerName(block), hash, first, second);
  }

  private void read(String name, String hash, ByteBuffer... targets) {
    Filling filling = new Filling(targets);
    HashingOutput hashing = new HashingOutput(filling);
    folder.copyTo(name, hashing);
    if (!hashing.sha256().equals(hash)) {
      throw new SeekforgeException(
          "Invalid " + folder.location(name) + ": its bytes are not those that were written");
    }
  }

  static void copy(ByteBuffer values, OutputStream out) throws IOException {
    ByteBuffer source = values.duplicate();
    byte[] piece = new byte[Math.min(PIECE, source.remaining())];
    while (source.hasRemaining()) {
      int count = Math.min(piece.length, source.remaining());
      source.get(piece, 0, count);
      out.write(piece, 0, count);
    }
  }

  /** Fills buffers one after the other; bytes beyond them make the hash wrong and are dropped. */
  private static final class Filling extends OutputStream {
    private final ByteBuffer[] targets;
    private int current;

    Filling(ByteBuffer... targets) {
      this.targets = targets;
    }

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
      int done = 0;
      while (done < count && current < targets.length) {
        ByteBuffer target = targets[current];
        int part = Math.min(count - done, target.remaining());
        target.put(bytes, from + done, part);
        done += part;
        current += target.hasRemaining() ? 0 : 1;
      }
    }
  }
}
