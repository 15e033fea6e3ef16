package io.seekforge.corpus;

import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.hadoop.security.AccessControlException;

/**
 * A stream from a remote file system. A failure of the network is no property of the file: it fails
 * the task, which Spark tries again, instead of sending good records to quarantine.
 */
final class RetriedStream extends FilterInputStream {
  RetriedStream(InputStream bytes) {
    super(bytes);
  }

  /** The exception to throw: unchecked if another try may help. */
  static IOException unlessRetried(IOException e) {
    if (e instanceof AccessControlException || e instanceof FileNotFoundException) {
      return e;
    }
    throw new UncheckedIOException(e);
  }

  @Override
  public int read() throws IOException {
    try {
      return super.read();
    } catch (IOException e) {
      throw unlessRetried(e);
    }
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      return super.read(target, offset, length);
    } catch (IOException e) {
      throw unlessRetried(e);
    }
  }
}
