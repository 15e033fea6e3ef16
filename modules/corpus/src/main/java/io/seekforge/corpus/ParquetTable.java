package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Writes a table so that its bytes depend on its rows alone: rows are dealt to files by their
 * leading hash digits, the number of files follows from the number of rows, every file is sorted,
 * and files carry their number as name.
 */
final class ParquetTable {
  static final long ROWS_PER_FILE = 100_000;

  private static final String FILE_COLUMN = "_file";

  private ParquetTable() {}

  static Dataset<Row> read(SparkSession spark, StructType schema, String path) {
    return spark.read().schema(schema).parquet(path);
  }

  /**
   * Writes rows whose first sort column is a hash in hex.
   *
   * @return number of rows
   */
  static long writeByHash(Dataset<Row> rows, List<String> sortColumns, String path) {
    Dataset<Row> kept = rows.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long count = kept.count();
      long files = Math.max(1, (count + ROWS_PER_FILE - 1) / ROWS_PER_FILE);
      Column file = HashRange.part(col(sortColumns.get(0)), files).cast("int");
      write(kept, file, sortColumns, path);
      return count;
    } finally {
      kept.unpersist(false);
    }
  }

  /** Writes rows into one sorted file: for small tables whose first column is no hash. */
  static void writeSingle(Dataset<Row> rows, List<String> sortColumns, String path) {
    write(rows, lit(0), sortColumns, path);
  }

  private static void write(Dataset<Row> rows, Column file, List<String> sortColumns, String path) {
    writeFiles(sorted(rows, file, sortColumns), path, "part");
    nameEmpty(rows, path);
  }

  /**
   * Writes rows into numbered files {@code shard-00000.parquet} …, as many as asked for, also those
   * without rows.
   *
   * @param file number of the file each row goes to, from 0 to below {@code files}
   * @param columns the columns that are written
   */
  static void writeShards(
      Dataset<Row> rows,
      Column file,
      List<String> sortColumns,
      String path,
      int files,
      List<String> columns) {
    Column[] written = columns.stream().map(functions::col).toArray(Column[]::new);
    Dataset<Row> sorted = sorted(rows, file, sortColumns).select(columns(FILE_COLUMN, written));
    writeFiles(sorted, path, "shard");
    Path folder = new Path(path);
    try {
      FileSystem system = fileSystem(rows, folder);
      for (int number = 0; number < files; number++) {
        Path shard = new Path(folder, fileName("shard", number));
        if (!system.exists(shard)) {
          writeEmpty(rows.select(written), system, shard);
        }
      }
    } catch (IOException e) {
      throw new SeekforgeException("Cannot write " + path + ": " + e.getMessage(), e);
    }
  }

  /** Rows with the number of their file; one task holds all rows of a file, in order. */
  private static Dataset<Row> sorted(Dataset<Row> rows, Column file, List<String> sortColumns) {
    Column[] order = sortColumns.stream().map(functions::col).toArray(Column[]::new);
    return rows.withColumn(FILE_COLUMN, file)
        .repartition(col(FILE_COLUMN))
        .sortWithinPartitions(columns(FILE_COLUMN, order));
  }

  private static Column[] columns(String first, Column[] others) {
    Column[] all = new Column[others.length + 1];
    all[0] = col(first);
    System.arraycopy(others, 0, all, 1, others.length);
    return all;
  }

  private static void writeFiles(Dataset<Row> rows, String path, String prefix) {
    // All rows of a file are in one task, so that partitionBy makes exactly one file in each
    // folder.
    writer(rows).partitionBy(FILE_COLUMN).option("maxRecordsPerFile", 0).parquet(path);
    nameFiles(rows, path, prefix);
  }

  private static DataFrameWriter<Row> writer(Dataset<Row> rows) {
    return rows.write()
        .option("compression", "snappy")
        .option("spark.sql.parquet.output.committer.class", SortedFooterCommitter.class.getName());
  }

  private static void nameFiles(Dataset<Row> rows, String path, String prefix) {
    Path folder = new Path(path);
    try {
      FileSystem files = fileSystem(rows, folder);
      files.delete(new Path(folder, "_SUCCESS"), false);
      for (FileStatus child : files.listStatus(folder)) {
        String name = child.getPath().getName();
        if (child.isDirectory() && name.startsWith(FILE_COLUMN + "=")) {
          int number = Integer.parseInt(name.substring(FILE_COLUMN.length() + 1));
          moveOnlyFile(files, child.getPath(), new Path(folder, fileName(prefix, number)));
        }
      }
    } catch (IOException e) {
      throw new SeekforgeException("Cannot write " + path + ": " + e.getMessage(), e);
    }
  }

  /** A table without rows still has a file, so that readers find its schema. */
  private static void nameEmpty(Dataset<Row> rows, String path) {
    Path folder = new Path(path);
    try {
      FileSystem files = fileSystem(rows, folder);
      if (files.listStatus(folder).length == 0) {
        writeEmpty(rows, files, new Path(folder, fileName("part", 0)));
      }
    } catch (IOException e) {
      throw new SeekforgeException("Cannot write " + path + ": " + e.getMessage(), e);
    }
  }

  private static FileSystem fileSystem(Dataset<Row> rows, Path folder) throws IOException {
    Configuration hadoop = rows.sparkSession().sparkContext().hadoopConfiguration();
    return folder.getFileSystem(hadoop);
  }

  private static String fileName(String prefix, int number) {
    return String.format(Locale.ROOT, "%s-%05d.parquet", prefix, number);
  }

  private static void moveOnlyFile(FileSystem files, Path from, Path to) throws IOException {
    FileStatus[] found = files.listStatus(from, path -> path.getName().endsWith(".parquet"));
    if (found.length != 1 || !files.rename(found[0].getPath(), to)) {
      throw new IOException("expected one file in " + from + ", found " + found.length);
    }
    files.delete(from, true);
  }

  private static void writeEmpty(Dataset<Row> rows, FileSystem files, Path file)
      throws IOException {
    Path temporary = new Path(file.getParent(), "_empty");
    writer(rows.limit(0).coalesce(1)).parquet(temporary.toString());
    moveOnlyFile(files, temporary, file);
  }
}
