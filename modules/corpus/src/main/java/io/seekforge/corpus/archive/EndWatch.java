package io.seekforge.corpus.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Remembers the end of what is read: an archive that was cut between two of its files reads like a
 * whole one, but for what archives end with.
 */
final class EndWatch extends SeenBytes {
  /** The end record of a zip, 22 bytes, and the longest comment that may follow it. */
  private static final int TAIL = 22 + 0xFFFF;

  private static final int ZIP_END_BYTES = 22;

  /** Two blocks of zeros (POSIX pax, "ustar Interchange Format"). */
  private static final int TAR_END_BYTES = 1024;

  /** A ring: byte n of the stream stands at n mod TAIL. */
  private final byte[] tail = new byte[TAIL];

  private long count;

  EndWatch(InputStream bytes) {
    super(bytes);
  }

  @Override
  void seen(byte[] bytes, int offset, int read) {
    for (int from = Math.max(0, read - TAIL); from < read; ) {
      int at = (int) ((count + from) % TAIL);
      int step = Math.min(read - from, TAIL - at);
      System.arraycopy(bytes, offset + from, tail, at, step);
      from += step;
    }
    count += read;
  }

  /** Whether the rest, which is read for it, has the end record of a zip. */
  boolean endsAsZip() throws IOException {
    transferTo(OutputStream.nullOutputStream());
    for (long at = count - ZIP_END_BYTES; at >= Math.max(0, count - TAIL); at--) {
      if (tail(at) == 'P' && tail(at + 1) == 'K' && tail(at + 2) == 5 && tail(at + 3) == 6) {
        return true;
      }
    }
    return false;
  }

  /** Whether the rest, which is read for it, ends with the two blocks of zeros of a tar. */
  boolean endsAsTar() throws IOException {
    transferTo(OutputStream.nullOutputStream());
    for (long at = count - TAR_END_BYTES; at < count; at++) {
      if (at < 0 || tail(at) != 0) {
        return false;
      }
    }
    return true;
  }

  private byte tail(long position) {
    return tail[(int) (position % TAIL)];
  }
}
