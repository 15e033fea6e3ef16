package io.seekforge.text.parse;

import io.seekforge.api.recipe.SourceSection;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Streams the records of one file: documents, and quarantine entries for what cannot be read. A bad
 * file ends in an entry, never in an exception, so that one file cannot stop a run.
 */
public final class ParsedRecords implements Iterator<Parsed>, AutoCloseable {
  private final SourceFile file;
  private final InputStream bytes;
  private RecordParser.Records records;
  private Parsed next;
  private boolean ended;

  private ParsedRecords(SourceFile file, InputStream bytes) {
    this.file = file;
    this.bytes = new BufferedInputStream(bytes, 1 << 16);
  }

  /**
   * Opens a file.
   *
   * @param name path or URI that documents and quarantine name; its end decides the format if the
   *     source says {@code auto}
   * @param maxRecordBytes longest record that is read
   * @param bytes the file's content, closed with the result
   */
  public static ParsedRecords read(
      SourceSection source, String name, long maxRecordBytes, InputStream bytes) {
    return new ParsedRecords(new SourceFile(source, name, maxRecordBytes), bytes);
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
    bytes.close();
  }

  private Parsed advance() {
    try {
      if (records == null) {
        if (isEmpty()) {
          return last(Reason.EMPTY_FILE, "the file has 0 bytes");
        }
        records = Formats.parser(file).open(bytes, file);
      }
      return records.next();
    } catch (RejectedException e) {
      return last(e.reason(), e.getMessage());
    } catch (IOException e) {
      return last(Reason.UNREADABLE, "the file cannot be read: " + oneLine(e));
    } catch (RuntimeException | StackOverflowError e) {
      // A parser that stumbles over a hostile file must not take the other files with it.
      return last(Reason.UNREADABLE, "the parser failed: " + oneLine(e));
    }
  }

  private boolean isEmpty() throws IOException {
    bytes.mark(1);
    int first = bytes.read();
    bytes.reset();
    return first < 0;
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
