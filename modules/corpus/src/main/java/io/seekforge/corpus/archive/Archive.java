package io.seekforge.corpus.archive;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;

/**
 * The plain files of a zip or tar archive, one after the other, as they stream by. Nothing is
 * written anywhere.
 */
final class Archive implements Closeable {
  /** Between two files of a tar stand names and attributes, which the library holds in memory. */
  private static final int LONGEST_HEADER = 1 << 20;

  private static final Pattern TAR = Pattern.compile("\\.(tgz|tar(\\.[a-z0-9]+)?)$");

  private final String name;
  private final InputStream entries;
  private final Next next;
  private final End end;
  private final UnpackBudget budget;
  private InputStream content = InputStream.nullInputStream();
  private boolean any;

  private interface Next {
    ArchiveEntry entry() throws IOException;
  }

  private interface End {
    boolean reached() throws IOException;
  }

  /**
   * One file.
   *
   * @param path its name in the archive, as the archive has it
   * @param content its bytes; they need not be read to the end
   * @param readable whether they can be read: not if they are encrypted
   */
  record Entry(String path, InputStream content, boolean readable) {}

  private Archive(String name, InputStream entries, Next next, End end, UnpackBudget budget) {
    this.name = name;
    this.entries = entries;
    this.next = next;
    this.end = end;
    this.budget = budget;
  }

  /** Whether a name is one of an archive. */
  static boolean isNamedBy(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".zip") || TAR.matcher(lower).find();
  }

  /**
   * @param name how documents and quarantine name the archive
   * @param bytes the archive, decompressed; it is closed with the result
   */
  static Archive open(String name, InputStream bytes, UnpackBudget budget) {
    EndWatch watched = new EndWatch(bytes);
    if (name.toLowerCase(Locale.ROOT).endsWith(".zip")) {
      ZipArchiveInputStream zip = new ZipArchiveInputStream(watched);
      return new Archive(name, zip, () -> nextFile(zip), watched::endsAsZip, budget);
    }
    HeaderGuard guard = new HeaderGuard(watched);
    TarArchiveInputStream tar = new TarArchiveInputStream(guard);
    return new Archive(name, tar, () -> nextFile(tar, guard), watched::endsAsTar, budget);
  }

  private static ArchiveEntry nextFile(ZipArchiveInputStream zip) throws IOException {
    ArchiveEntry entry = zip.getNextEntry();
    while (entry instanceof ZipArchiveEntry found
        && (found.isDirectory() || found.isUnixSymlink())) {
      entry = zip.getNextEntry();
    }
    return entry;
  }

  private static ArchiveEntry nextFile(TarArchiveInputStream tar, HeaderGuard guard)
      throws IOException {
    guard.left = LONGEST_HEADER;
    ArchiveEntry entry = tar.getNextEntry();
    while (entry instanceof TarArchiveEntry found && !found.isFile()) {
      guard.left = LONGEST_HEADER;
      entry = tar.getNextEntry();
    }
    guard.left = Long.MAX_VALUE;
    return entry;
  }

  /**
   * The next file, or null after the last.
   *
   * @throws IOException if the rest of the archive cannot be read, or is missing
   */
  Entry next() throws IOException {
    // What the reader left is read here, so that it counts.
    content.transferTo(OutputStream.nullOutputStream());
    content = InputStream.nullInputStream();
    ArchiveEntry entry;
    try {
      entry = next.entry();
    } catch (UncheckedIOException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IOException(e.getMessage(), e); // the library's way to say that a header is bad
    }
    if (entry == null) {
      if (any && !end.reached()) {
        throw new EOFException("it lacks the end of an archive, so files may be missing");
      }
      return null;
    }
    any = true;
    boolean readable = isReadable(entry);
    content = readable ? budget.countedUnclosed(entries) : InputStream.nullInputStream();
    return new Entry(entry.getName(), content, readable);
  }

  private boolean isReadable(ArchiveEntry entry) {
    return entries instanceof ZipArchiveInputStream zip
        ? zip.canReadEntryData(entry)
        : ((TarArchiveInputStream) entries).canReadEntryData(entry);
  }

  /** Whether a file was found in it. */
  boolean any() {
    return any;
  }

  String name() {
    return name;
  }

  @Override
  public void close() throws IOException {
    entries.close();
  }

  /** Ends a header that never ends. */
  private static final class HeaderGuard extends SeenBytes {
    private long left = LONGEST_HEADER;

    HeaderGuard(InputStream bytes) {
      super(bytes);
    }

    @Override
    void seen(byte[] bytes, int offset, int read) throws IOException {
      left -= read;
      if (left < 0) {
        throw new IOException("the header of an entry is longer than " + LONGEST_HEADER + " bytes");
      }
    }
  }
}
