package io.seekforge.corpus;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.io.IOUtils;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetOutputCommitter;

/**
 * Commits a task's Parquet files with the encodings of each column in order. The writer lists them
 * in the order of a hash set of enums, which differs from one JVM to the next: equal rows would
 * give unequal files.
 */
public final class SortedFooterCommitter extends ParquetOutputCommitter {
  /** Length of the footer, and the magic bytes behind it. */
  private static final int TAIL = 8;

  public SortedFooterCommitter(Path output, TaskAttemptContext context) throws IOException {
    super(output, context);
  }

  @Override
  public void commitTask(TaskAttemptContext context) throws IOException {
    Path work = getWorkPath();
    if (work != null) {
      sortFooters(work, context.getConfiguration());
    }
    super.commitTask(context);
  }

  private static void sortFooters(Path folder, Configuration hadoop) throws IOException {
    FileSystem files = folder.getFileSystem(hadoop);
    if (!files.exists(folder)) {
      return;
    }
    RemoteIterator<LocatedFileStatus> found = files.listFiles(folder, true);
    while (found.hasNext()) {
      LocatedFileStatus file = found.next();
      if (file.getPath().getName().endsWith(".parquet")) {
        sortFooter(files, file.getPath(), file.getLen(), hadoop);
      }
    }
  }

  private static void sortFooter(FileSystem files, Path file, long length, Configuration hadoop)
      throws IOException {
    Path sortedFile = new Path(file.getParent(), "." + file.getName() + ".sorted");
    try (FSDataInputStream in = files.open(file)) {
      byte[] tail = new byte[TAIL];
      in.readFully(length - TAIL, tail);
      byte[] footer = new byte[ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt()];
      long start = length - TAIL - footer.length;
      in.readFully(start, footer);
      byte[] sorted = sorted(footer);
      if (Arrays.equals(sorted, footer)) {
        return;
      }
      in.seek(0);
      try (FSDataOutputStream out = files.create(sortedFile, true)) {
        IOUtils.copyBytes(in, out, start, false);
        out.write(sorted);
        out.write(
            ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(sorted.length)
                .array());
        out.write(tail, Integer.BYTES, TAIL - Integer.BYTES);
      }
    }
    if (!files.delete(file, false) || !files.rename(sortedFile, file)) {
      throw new IOException("Cannot replace " + file);
    }
  }

  private static byte[] sorted(byte[] footer) throws IOException {
    FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(footer));
    for (RowGroup group : metadata.getRow_groups()) {
      for (ColumnChunk column : group.getColumns()) {
        column.getMeta_data().getEncodings().sort(Comparator.naturalOrder());
        if (column.getMeta_data().isSetEncoding_stats()) {
          column.getMeta_data().getEncoding_stats().sort(Comparator.naturalOrder());
        }
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(footer.length);
    Util.writeFileMetaData(metadata, out);
    return out.toByteArray();
  }
}
