package io.seekforge.training.store;

import io.seekforge.api.SeekforgeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;

/** A file that grows and may be read meanwhile; if the store fails, it is written anew. */
public final class GrowingFile implements AutoCloseable {
  private final HadoopFolder folder;
  private final String name;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private FSDataOutputStream out;

  /** Starts the file; an old one is replaced. */
  public GrowingFile(HadoopFolder folder, String name) {
    this.folder = folder;
    this.name = name;
    out = folder.create(name);
  }

  /** All bytes so far. */
  public byte[] content() {
    return content.toByteArray();
  }

  public void append(byte[] bytes) {
    content.writeBytes(bytes);
    try {
      out.write(bytes);
      out.hflush();
    } catch (IOException e) {
      writeAnew();
    }
  }

  /** A stream that has failed once takes nothing more, but all bytes are still here. */
  private void writeAnew() {
    try {
      out = folder.create(name);
      out.write(content.toByteArray());
      out.hflush();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private SeekforgeException failure(IOException cause) {
    return new SeekforgeException(
        "Cannot write " + folder.location(name) + ": " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw failure(e);
    }
  }
}
