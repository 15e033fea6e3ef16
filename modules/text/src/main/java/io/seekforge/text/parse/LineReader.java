package io.seekforge.text.parse;

import java.io.IOException;

/**
 * Reads lines that end in a line feed (and nothing else: U+2028 and its like stand inside records),
 * with bounded memory: of a line that is too long only the start is kept and the rest skipped.
 */
final class LineReader {
  private static final int SAMPLE_CHARS = 256;

  private final StrictReader reader;
  private final long maxBytes;
  private final char[] buffer = new char[1 << 13];
  private final StringBuilder line = new StringBuilder();
  private int position;
  private int limit;
  private long bufferStart;
  private long lineBytes;
  private StrictReader.Malformed malformed;

  /**
   * @param maxBytes longest line, in bytes of its UTF-8 form
   */
  LineReader(StrictReader reader, long maxBytes) {
    this.reader = reader;
    this.maxBytes = maxBytes;
  }

  /** Goes to the next line; false at the end of the text. */
  boolean next() throws IOException {
    line.setLength(0);
    lineBytes = 0;
    boolean any = false;
    boolean ended = false;
    while (!ended && fill()) {
      any = true;
      ended = take();
    }
    malformed = reader.malformedUpTo(bufferStart + position);
    return any;
  }

  private boolean fill() throws IOException {
    if (position < limit) {
      return true;
    }
    bufferStart += limit;
    position = 0;
    limit = Math.max(0, reader.read(buffer, 0, buffer.length));
    return limit > 0;
  }

  /** Takes what the buffer holds of the line; true if the line ends in it. */
  private boolean take() {
    int start = position;
    while (position < limit && buffer[position] != '\n') {
      lineBytes += utf8Bytes(buffer[position++]);
    }
    if (!tooLong()) {
      line.append(buffer, start, position - start);
    } else {
      line.append(buffer, start, Math.min(position - start, SAMPLE_CHARS));
      line.setLength(Math.min(line.length(), SAMPLE_CHARS));
    }
    boolean ended = position < limit;
    if (ended) {
      position++;
    }
    return ended;
  }

  /** Bytes of a char in UTF-8; each half of a surrogate pair counts two. */
  static int utf8Bytes(char c) {
    return c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
  }

  /** Whether the line is longer than allowed; {@link #line} then holds its start only. */
  boolean tooLong() {
    return lineBytes > maxBytes;
  }

  /** What was malformed in the line, or null. */
  StrictReader.Malformed malformed() {
    return malformed;
  }

  /** The line without its line feed and a carriage return before it. */
  String line() {
    int length = line.length();
    boolean carriageReturn = length > 0 && line.charAt(length - 1) == '\r';
    return line.substring(0, carriageReturn ? length - 1 : length);
  }
}
