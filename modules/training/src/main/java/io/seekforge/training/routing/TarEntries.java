package io.seekforge.training.routing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The files of a tar archive (POSIX.1-1988 ustar), one after the other, as they stream by. */
final class TarEntries {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int SIZE = 124;
  private static final int TYPE = 156;
  private static final int PREFIX = 345;

  private final InputStream in;
  private long left;
  private long padding;

  TarEntries(InputStream in) {
    this.in = in;
  }

  /** Goes on to the next plain file; its path in the archive, or null after the last. */
  String next() throws IOException {
    while (true) {
      in.skipNBytes(left + padding);
      left = 0;
      padding = 0;
      byte[] header = in.readNBytes(BLOCK);
      if (header.length == 0 || isZero(header)) {
        return null;
      }
      if (header.length < BLOCK) {
        throw new EOFException("the archive is cut off");
      }
      left = size(header);
      padding = (BLOCK - left % BLOCK) % BLOCK;
      if (header[TYPE] == '0' || header[TYPE] == 0) {
        String prefix = text(header, PREFIX, 155);
        String name = text(header, 0, NAME);
        return prefix.isEmpty() ? name : prefix + "/" + name;
      }
    }
  }

  /** The content of the file that {@link #next} named; closing it does nothing. */
  InputStream content() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0) {
          return -1;
        }
        int n = in.read(bytes, offset, (int) Math.min(length, left));
        if (n < 0) {
          throw new EOFException("the archive is cut off");
        }
        left -= n;
        return n;
      }
    };
  }

  private static long size(byte[] header) throws IOException {
    String octal = text(header, SIZE, 12).strip();
    try {
      long size = octal.isEmpty() ? 0 : Long.parseLong(octal, 8);
      if (size < 0) {
        throw new IOException("it is no tar archive");
      }
      return size;
    } catch (NumberFormatException e) {
      throw new IOException("it is no tar archive", e);
    }
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }
}
