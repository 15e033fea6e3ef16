package io.seekforge.text.parse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits comma- or tab-separated text into rows as RFC 4180 says: fields may be quoted, and a
 * quoted field may hold separators, line breaks and doubled quotes. A bad row does not spoil the
 * next ones: reading goes on at the line after it; when a quote is never closed, at the line after
 * the one where it opened.
 */
final class RowReader {
  /** What may be read again after bad quotes, in rows of the greatest length. */
  private static final int MAX_REREAD_ROWS = 8;

  private final CharSource chars;
  private final char separator;
  private final long maxBytes;
  private final List<String> fields = new ArrayList<>();
  private final StringBuilder field = new StringBuilder();
  private String problem;
  private boolean tooLong;
  private StrictReader.Malformed malformed;
  private long rereadBytes;

  /**
   * @param maxBytes longest row, in bytes of its UTF-8 form
   */
  RowReader(StrictReader reader, char separator, long maxBytes) {
    this.chars = new CharSource(reader);
    this.separator = separator;
    this.maxBytes = maxBytes;
  }

  /** Goes to the next row; false at the end of the text. */
  boolean next() throws IOException {
    fields.clear();
    problem = null;
    tooLong = false;
    chars.startRow();
    if (chars.peek() < 0 || givenUp()) {
      return false;
    }
    boolean more = true;
    while (more) {
      field.setLength(0);
      more = chars.peek() == '"' ? quoted() : plain();
      fields.add(field.toString());
    }
    malformed = chars.malformed();
    return true;
  }

  /** Reads a field up to its separator; true if another field follows. */
  private boolean plain() throws IOException {
    while (true) {
      int c = chars.read();
      if (c < 0 || c == '\n') {
        dropCarriageReturn();
        return false;
      }
      if (c == separator) {
        return true;
      }
      if (!fits()) {
        return skipLine();
      }
      field.append((char) c);
    }
  }

  private boolean quoted() throws IOException {
    chars.read();
    while (true) {
      int c = chars.read();
      if (c < 0 || !fits()) {
        return badQuote(
            c < 0
                ? "a quote is never closed"
                : "a quoted field is never closed or longer than max-record-bytes");
      }
      if (c != '"') {
        field.append((char) c);
      } else if (chars.peek() == '"') {
        field.append((char) chars.read());
      } else {
        return afterQuote();
      }
    }
  }

  private boolean afterQuote() throws IOException {
    int c = chars.read();
    if (c == '\r' && (chars.peek() == '\n' || chars.peek() < 0)) {
      c = chars.read();
    }
    if (c == separator) {
      return true;
    }
    if (c >= 0 && c != '\n') {
      return badQuote(
          "a closing quote is followed by \"" + Sample.of(String.valueOf((char) c)) + "\"");
    }
    return false;
  }

  /**
   * A quote out of place may have swallowed good rows: the lines after its first are read again.
   */
  private boolean badQuote(String what) throws IOException {
    rereadBytes += chars.rowBytes();
    problem = givenUp() ? what + "; the rest of the file is not read" : what;
    if (!chars.rewindToSecondLine()) {
      skipLine();
    }
    return false;
  }

  /** Lines that all open a quote would make reading quadratic. */
  private boolean givenUp() {
    return rereadBytes > MAX_REREAD_ROWS * maxBytes;
  }

  private boolean fits() {
    boolean fits = chars.rowBytes() <= maxBytes;
    tooLong |= !fits;
    return fits;
  }

  private boolean skipLine() throws IOException {
    chars.forgetRow();
    int c = chars.read();
    while (c >= 0 && c != '\n') {
      chars.forgetRow();
      c = chars.read();
    }
    return false;
  }

  private void dropCarriageReturn() {
    int last = field.length() - 1;
    if (last >= 0 && field.charAt(last) == '\r') {
      field.setLength(last);
    }
  }

  List<String> fields() {
    return List.copyOf(fields);
  }

  /**
   * What is wrong with the row, or null; a long row without quotes has no problem beside its
   * length.
   */
  String problem() {
    return problem;
  }

  boolean tooLong() {
    return tooLong;
  }

  /** Whether the row is an empty line. */
  boolean blank() {
    return fields.size() == 1 && fields.get(0).isEmpty();
  }

  StrictReader.Malformed malformed() {
    return malformed;
  }
}
