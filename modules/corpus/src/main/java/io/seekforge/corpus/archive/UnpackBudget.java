package io.seekforge.corpus.archive;

import java.io.IOException;
import java.io.InputStream;

/**
 * What one packed file may unpack to, over all archives inside it, and what it gave so far. The
 * first byte too many makes every stream that is {@linkplain #counted counted} fail.
 */
final class UnpackBudget {
  /** Below this nothing is judged by its ratio: a small file may well be all of one letter. */
  static final long FREE_BYTES = 64L << 20;

  private final long packedBytes;
  private final long most;
  private long unpacked;

  /** Thrown where the budget ends. */
  static final class ExpandsTooFarException extends IOException {
    private static final long serialVersionUID = 1L;

    ExpandsTooFarException(String message) {
      super(message);
    }
  }

  /**
   * @param packedBytes size of the file as it is stored
   * @param maxBytes most bytes it may unpack to
   * @param maxRatio most bytes it may unpack to for each of its own
   */
  UnpackBudget(long packedBytes, long maxBytes, double maxRatio) {
    this.packedBytes = packedBytes;
    long byRatio = Math.max(FREE_BYTES, (long) (packedBytes * maxRatio));
    this.most = Math.min(maxBytes, byRatio);
  }

  boolean exceeded() {
    return unpacked > most;
  }

  /** For people: what was found and which limit it passes. */
  String detail() {
    return "the file of "
        + packedBytes
        + " bytes unpacks to more than "
        + most
        + "; what stood before that was read (max-unpacked-bytes, max-unpack-ratio)";
  }

  /** A stream of unpacked bytes that counts. */
  InputStream counted(InputStream bytes) {
    return new Counted(bytes, true);
  }

  /** One that counts, too, and leaves what it reads from open. */
  InputStream countedUnclosed(InputStream bytes) {
    return new Counted(bytes, false);
  }

  private void count(long bytes) throws ExpandsTooFarException {
    unpacked += bytes;
    if (exceeded()) {
      throw new ExpandsTooFarException(detail());
    }
  }

  private final class Counted extends SeenBytes {
    private final boolean closes;

    Counted(InputStream bytes, boolean closes) {
      super(bytes);
      this.closes = closes;
    }

    @Override
    void seen(byte[] bytes, int offset, int read) throws ExpandsTooFarException {
      count(read);
    }

    @Override
    public void close() throws IOException {
      if (closes) {
        super.close();
      }
    }
  }
}
