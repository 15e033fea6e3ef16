package io.seekforge.corpus;

import io.seekforge.api.recipe.CollectSection;
import io.seekforge.corpus.archive.Compression;
import io.seekforge.corpus.archive.UnpackedRecords;
import io.seekforge.text.parse.Parsed;
import io.seekforge.text.parse.ParsedRecords;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The records of a group of files, one file open at a time. Runs in a task. */
final class FileRecords implements Iterator<Parsed> {
  private final Iterator<InputFile> files;
  private final Configuration hadoop;
  private final Compression compression;
  private final CollectSection limits;
  private Iterator<Parsed> records = Collections.emptyIterator();

  FileRecords(List<InputFile> files, Configuration hadoop, CollectSection limits) {
    this.files = files.iterator();
    this.hadoop = hadoop;
    this.compression = new Compression(hadoop);
    this.limits = limits;
  }

  @Override
  public boolean hasNext() {
    while (!records.hasNext()) {
      close();
      if (!files.hasNext()) {
        return false;
      }
      records = open(files.next());
    }
    return true;
  }

  @Override
  public Parsed next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return records.next();
  }

  private Iterator<Parsed> open(InputFile file) {
    if (file.bytes() > 0 && ParsedRecords.isParquet(file.source(), file.name())) {
      return ParsedRecords.rows(
          file.source(), file.name(), limits.maxRecordBytes(), new ParquetRows(file, hadoop));
    }
    return new UnpackedRecords(
        file.source(), file.name(), file.bytes(), limits, compression, () -> stored(file));
  }

  /** The file's bytes as they are stored. */
  private InputStream stored(InputFile file) throws IOException {
    Path path = new Path(file.uri());
    FileSystem system = path.getFileSystem(hadoop);
    boolean local = system.getScheme().equals("file");
    try {
      InputStream bytes = system.open(path);
      return local ? bytes : new RetriedStream(bytes);
    } catch (IOException e) {
      throw local ? e : RetriedStream.unlessRetried(e);
    }
  }

  private void close() {
    try {
      if (records instanceof Closeable open) {
        open.close();
      }
      records = Collections.emptyIterator();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
