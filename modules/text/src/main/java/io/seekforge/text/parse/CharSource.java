package io.seekforge.text.parse;

import java.io.IOException;

/** Characters of a text with one to look ahead, and the way back to the second line of a row. */
final class CharSource {
  private final StrictReader reader;
  private final char[] buffer = new char[1 << 13];
  private final StringBuilder row = new StringBuilder();
  private String replay = "";
  private int replayed;
  private int position;
  private int limit;
  private long bufferStart;
  private int secondLine;
  private long rowBytes;
  private boolean keepsRow;

  CharSource(StrictReader reader) {
    this.reader = reader;
  }

  /** Starts to keep what is read, so that it can be read again. */
  void startRow() {
    row.setLength(0);
    rowBytes = 0;
    secondLine = -1;
    keepsRow = true;
  }

  /** Keeps no more of the row: what is read from here on is skipped for good. */
  void forgetRow() {
    row.setLength(0);
    secondLine = -1;
    keepsRow = false;
  }

  /** Size of what was read of the row, in bytes of its UTF-8 form. */
  long rowBytes() {
    return rowBytes;
  }

  /** The next character without reading it, or -1 at the end. */
  int peek() throws IOException {
    if (replayed < replay.length()) {
      return replay.charAt(replayed);
    }
    return fill() ? buffer[position] : -1;
  }

  int read() throws IOException {
    int c = peek();
    if (c < 0) {
      return c;
    }
    if (replayed < replay.length()) {
      replayed++;
    } else {
      position++;
    }
    rowBytes += LineReader.utf8Bytes((char) c);
    if (keepsRow) {
      row.append((char) c);
      if (c == '\n' && secondLine < 0) {
        secondLine = row.length();
      }
    }
    return c;
  }

  /** Goes back to the second line of the row; false if the row has one line only. */
  boolean rewindToSecondLine() {
    if (secondLine < 0) {
      return false;
    }
    replay = row.substring(secondLine) + replay.substring(replayed);
    replayed = 0;
    return true;
  }

  /** What was malformed up to here and not yet reported, or null. */
  StrictReader.Malformed malformed() {
    long offset = bufferStart + position - (replay.length() - replayed);
    return reader.malformedUpTo(offset);
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
}
