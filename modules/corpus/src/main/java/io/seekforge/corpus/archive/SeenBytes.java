package io.seekforge.corpus.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream of which every byte that passes is seen once, those that are skipped too. */
abstract class SeenBytes extends FilterInputStream {
  SeenBytes(InputStream bytes) {
    super(bytes);
  }

  /**
   * Takes note of bytes that were read.
   *
   * @throws IOException if there may be no more of them
   */
  abstract void seen(byte[] bytes, int offset, int count) throws IOException;

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = super.read(target, offset, length);
    seen(target, offset, Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    byte[] buffer = new byte[(int) Math.min(1 << 16, Math.max(0, bytes))];
    return Math.max(0, read(buffer, 0, buffer.length));
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
