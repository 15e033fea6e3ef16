package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring;

import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
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
  private static final int HASH_DIGITS = 7;
  private static final double HASH_RANGE = 1L << (4 * HASH_DIGITS);

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
      Column leading =
          conv(substring(col(sortColumns.get(0)), 1, HASH_DIGITS), 16, 10).cast("double");
      write(kept, floor(leading.multiply(files / HASH_RANGE)).cast("int"), sortColumns, path);
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
    Column[] order = new Column[sortColumns.size() + 1];
    order[0] = col(FILE_COLUMN);
    for (int i = 0; i < sortColumns.size(); i++) {
      order[i + 1] = col(sortColumns.get(i));
    }
    // One task holds all rows of a file, so that partitionBy makes exactly one file in each folder.
    rows.withColumn(FILE_COLUMN, file)
        .repartition(col(FILE_COLUMN))
        .sortWithinPartitions(order)
        .write()
        .partitionBy(FILE_COLUMN)
        .option("compression", "snappy")
        .option("maxRecordsPerFile", 0)
        .parquet(path);
    nameFiles(rows, path);
  }

  private static void nameFiles(Dataset<Row> rows, String path) {
    Configuration hadoop = rows.sparkSession().sparkContext().hadoopConfiguration();
    Path folder = new Path(path);
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      files.delete(new Path(folder, "_SUCCESS"), false);
      boolean any = false;
      for (FileStatus child : files.listStatus(folder)) {
        String name = child.getPath().getName();
        if (child.isDirectory() && name.startsWith(FILE_COLUMN + "=")) {
          moveOnlyFile(files, child.getPath(), new Path(folder, fileName(name)));
          any = true;
        }
      }
      if (!any) {
        writeEmpty(rows, files, folder);
      }
    } catch (IOException e) {
      throw new SeekforgeException("Cannot write " + path + ": " + e.getMessage(), e);
    }
  }

  private static String fileName(String partitionFolder) {
    int number = Integer.parseInt(partitionFolder.substring(FILE_COLUMN.length() + 1));
    return String.format(Locale.ROOT, "part-%05d.parquet", number);
  }

  private static void moveOnlyFile(FileSystem files, Path from, Path to) throws IOException {
    FileStatus[] found = files.listStatus(from, path -> path.getName().endsWith(".parquet"));
    if (found.length != 1 || !files.rename(found[0].getPath(), to)) {
      throw new IOException("expected one file in " + from + ", found " + found.length);
    }
    files.delete(from, true);
  }

  /** A table without rows still has a file, so that readers find its schema. */
  private static void writeEmpty(Dataset<Row> rows, FileSystem files, Path folder)
      throws IOException {
    Path temporary = new Path(folder, "_empty");
    rows.limit(0).coalesce(1).write().option("compression", "snappy").parquet(temporary.toString());
    moveOnlyFile(files, temporary, new Path(folder, "part-00000.parquet"));
  }
}
