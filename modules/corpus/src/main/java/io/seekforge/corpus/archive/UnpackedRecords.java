package io.seekforge.corpus.archive;

import io.seekforge.api.QuarantineEntry;
import io.seekforge.api.recipe.CollectSection;
import io.seekforge.api.recipe.SourceSection;
import io.seekforge.text.parse.Parsed;
import io.seekforge.text.parse.ParsedRecords;
import io.seekforge.text.parse.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The records of one file that may be compressed, an archive, or both: the files in it are parsed
 * like files of their own, under the archive's name and theirs ({@code a.zip!/b/c.txt}). A file
 * that unpacks beyond the limits of the recipe ends there, with an entry in quarantine.
 */
public final class UnpackedRecords implements Iterator<Parsed>, Closeable {
  /** Archives may stand in archives, so many deep. */
  static final int DEEPEST = 4;

  private final SourceSection source;
  private final String name;
  private final long maxRecordBytes;
  private final Compression compression;
  private final UnpackBudget budget;
  private final Deque<Archive> archives = new ArrayDeque<>();
  private ParsedRecords records;
  private Parsed next;
  private boolean ended;

  /**
   * @param name path or URI that documents and quarantine name
   * @param packedBytes size of the file as it is stored
   * @param bytes opens the file as it is stored
   */
  public UnpackedRecords(
      SourceSection source,
      String name,
      long packedBytes,
      CollectSection limits,
      Compression compression,
      ParsedRecords.Bytes bytes) {
    this.source = source;
    this.name = name;
    this.maxRecordBytes = limits.maxRecordBytes();
    this.compression = compression;
    this.budget = new UnpackBudget(packedBytes, limits.maxUnpackedBytes(), limits.maxUnpackRatio());
    this.next = start(name, bytes);
  }

  @Override
  public boolean hasNext() {
    while (next == null && !ended) {
      next = advance();
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

  /** The next record, or null if there is none yet. */
  private Parsed advance() {
    if (records != null && records.hasNext()) {
      Parsed parsed = records.next();
      return parsed.rejected() != null && budget.exceeded() ? tooFar() : parsed;
    }
    close(records);
    records = null;
    if (budget.exceeded()) {
      return tooFar();
    }
    if (archives.isEmpty()) {
      ended = true;
      return null;
    }
    return entry(archives.peek());
  }

  private Parsed entry(Archive archive) {
    try {
      Archive.Entry entry = archive.next();
      if (entry == null) {
        close(archives.pop());
        return archive.any()
            ? null
            : reject(archive.name(), Reason.UNREADABLE, "it is no archive, or an empty one", "");
      }
      return entry(archive, entry);
    } catch (IOException e) {
      close(archives.pop());
      String detail = "the archive cannot be read further: " + oneLine(e);
      return budget.exceeded() ? tooFar() : reject(archive.name(), Reason.UNREADABLE, detail, "");
    }
  }

  private Parsed entry(Archive archive, Archive.Entry entry) {
    String path = EntryPath.of(entry.path());
    if (path == null) {
      return reject(
          archive.name(),
          Reason.UNSAFE_NAME,
          "a file in it has a name that is not read: absolute, with \"..\" or with control characters",
          EntryPath.shown(entry.path()));
    }
    String full = archive.name() + "!/" + path;
    if (!entry.readable()) {
      return reject(
          full, Reason.UNREADABLE, "it is encrypted, or packed in a way that is not read", "");
    }
    if (EntryPath.isHidden(path)) {
      return null;
    }
    return start(full, entry::content);
  }

  /** Begins with a file; gives its entry of quarantine if it cannot be opened. */
  private Parsed start(String file, ParsedRecords.Bytes bytes) {
    if (!Archive.isNamedBy(file)) {
      records =
          ParsedRecords.read(
              source, file, maxRecordBytes, () -> compression.plain(file, bytes, budget));
      return null;
    }
    if (archives.size() == DEEPEST) {
      String detail = "archives in archives are opened " + DEEPEST + " deep";
      return reject(file, Reason.EXPANDS_TOO_FAR, detail, "");
    }
    try {
      archives.push(Archive.open(file, compression.plain(file, bytes, budget), budget));
      return null;
    } catch (IOException e) {
      return reject(file, Reason.UNREADABLE, "the archive cannot be opened: " + oneLine(e), "");
    }
  }

  private Parsed tooFar() {
    ended = true;
    return reject(name, Reason.EXPANDS_TOO_FAR, budget.detail(), "");
  }

  private Parsed reject(String file, String reason, String detail, String sample) {
    return Parsed.of(new QuarantineEntry(source.name(), file, -1, reason, detail, sample));
  }

  private static void close(Closeable read) {
    try {
      if (read != null) {
        read.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String oneLine(IOException e) {
    String message = e.getMessage() == null ? "" : ": " + e.getMessage();
    return (e.getClass().getSimpleName() + message).replaceAll("\\s+", " ");
  }

  @Override
  public void close() {
    ended = true;
    close(records);
    archives.forEach(UnpackedRecords::close);
  }
}
