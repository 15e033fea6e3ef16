package io.seekforge.text.parse;

import com.fasterxml.jackson.databind.JsonNode;
import io.seekforge.api.recipe.SourceSection;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Streams the records of one file: documents, and quarantine entries for what cannot be read. A bad
 * file ends in an entry, never in an exception, so that one file cannot stop a run.
 */
public final class ParsedRecords implements Iterator<Parsed>, Closeable {
  /** Bytes that tell a format. */
  private static final int START = 8;

  private final SourceFile file;
  private final Opener opener;
  private RecordParser.Records records;
  private Closeable open;
  private Parsed next;
  private boolean ended;

  /** Opens a file's bytes. */
  public interface Bytes {
    /**
     * The file at its first byte. A failure that is not the file's fault, such as one of the
     * network, is thrown as {@link java.io.UncheckedIOException}, here and from the stream: it
     * passes through, so that the caller can try again.
     */
    InputStream open() throws IOException;
  }

  /** Rows of a file that another library reads, each an object. */
  public interface Rows extends Closeable {
    /** The next row, or null at the end. */
    JsonNode next() throws IOException;
  }

  private interface Opener {
    RecordParser.Records open() throws IOException, RejectedException;
  }

  private ParsedRecords(SourceFile file, Bytes bytes, Rows rows) {
    this.file = file;
    this.opener = bytes == null ? () -> openRows(rows) : () -> openBytes(bytes);
  }

  /**
   * Reads a file.
   *
   * @param name path or URI that documents and quarantine name; its end decides the format if the
   *     source says {@code auto}
   * @param maxRecordBytes longest record that is read
   * @param bytes opens the file's content, which is closed with the result
   */
  public static ParsedRecords read(
      SourceSection source, String name, long maxRecordBytes, Bytes bytes) {
    return new ParsedRecords(new SourceFile(source, name, maxRecordBytes), bytes, null);
  }

  /** Reads a file whose rows another library gives; they are closed with the result. */
  public static ParsedRecords rows(
      SourceSection source, String name, long maxRecordBytes, Rows rows) {
    return new ParsedRecords(new SourceFile(source, name, maxRecordBytes), null, rows);
  }

  /** Whether a file is Parquet, which is read as rows, by its source or its name. */
  public static boolean isParquet(SourceSection source, String name) {
    try {
      return Formats.format(new SourceFile(source, name, 0)).equals("parquet");
    } catch (RejectedException e) {
      return false;
    }
  }

  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      next = advance();
      ended = next == null;
    }
    return next != null;
  }

  @Override
  public Parsed next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Parsed result = next;
    next = null;
    return result;
  }

  @Override
  public void close() throws IOException {
    ended = true;
    if (open != null) {
      open.close();
    }
  }

  private Parsed advance() {
    try {
      if (records == null) {
        records = opener.open();
      }
      return records.next();
    } catch (RejectedException e) {
      return last(e.reason(), e.getMessage());
    } catch (IOException e) {
      return last(Reason.UNREADABLE, "the file cannot be read: " + oneLine(e));
    } catch (UncheckedIOException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      // A parser that stumbles over a hostile file must not take the other files with it.
      return last(Reason.UNREADABLE, "the parser failed: " + oneLine(e));
    }
  }

  private RecordParser.Records openBytes(Bytes source) throws IOException, RejectedException {
    InputStream bytes = new BufferedInputStream(source.open(), 1 << 16);
    open = bytes;
    bytes.mark(START);
    byte[] start = bytes.readNBytes(START);
    if (start.length == 0) {
      throw new RejectedException(Reason.EMPTY_FILE, "the file has 0 bytes");
    }
    bytes.reset();
    return Formats.parser(file, start).open(bytes, file);
  }

  private RecordParser.Records openRows(Rows rows) {
    open = rows;
    return new RowRecords(rows, file);
  }

  private Parsed last(String reason, String detail) {
    records = () -> null;
    return file.reject(-1, reason, detail, "");
  }

  private static String oneLine(Throwable e) {
    String message = e.getMessage() == null ? "" : ": " + e.getMessage();
    return (e.getClass().getSimpleName() + message).replaceAll("\\s+", " ");
  }
}
