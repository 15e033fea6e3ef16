package io.seekforge.training.store;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Counts what passes through; closing it does not close what lies below. */
final class CountingOutput extends FilterOutputStream {
  private long count;

  CountingOutput(OutputStream below) {
    super(below);
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
  public void write(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
    count += length;
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }
}
