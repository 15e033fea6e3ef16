package io.seekforge.corpus;

import io.seekforge.text.parse.Parsed;
import io.seekforge.text.parse.ParsedRecords;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/** The records of a group of files, one file open at a time. Runs in a task. */
final class FileRecords implements Iterator<Parsed> {
  private final Iterator<InputFile> files;
  private final Configuration hadoop;
  private final CompressionCodecFactory codecs;
  private final long maxRecordBytes;
  private ParsedRecords records;

  FileRecords(List<InputFile> files, Configuration hadoop, long maxRecordBytes) {
    this.files = files.iterator();
    this.hadoop = hadoop;
    this.codecs = new CompressionCodecFactory(hadoop);
    this.maxRecordBytes = maxRecordBytes;
  }

  @Override
  public boolean hasNext() {
    while (records == null || !records.hasNext()) {
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

  private ParsedRecords open(InputFile file) {
    if (file.bytes() > 0 && ParsedRecords.isParquet(file.source(), file.name())) {
      return ParsedRecords.rows(
          file.source(), file.name(), maxRecordBytes, new ParquetRows(file, hadoop));
    }
    return ParsedRecords.read(file.source(), file.name(), maxRecordBytes, () -> bytes(file));
  }

  /** The file's bytes, decompressed as the end of its name says. */
  private InputStream bytes(InputFile file) throws IOException {
    Path path = new Path(file.uri());
    FileSystem system = path.getFileSystem(hadoop);
    InputStream bytes;
    try {
      bytes = system.open(path);
    } catch (IOException e) {
      throw system.getScheme().equals("file") ? e : RetriedStream.unlessRetried(e);
    }
    InputStream steady = system.getScheme().equals("file") ? bytes : new RetriedStream(bytes);
    CompressionCodec codec = codecs.getCodec(path);
    return codec == null ? steady : codec.createInputStream(steady);
  }

  private void close() {
    if (records != null) {
      try {
        records.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      records = null;
    }
  }
}
