package io.seekforge.corpus.near;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageFolder;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Intermediate tables of a stage, as Parquet in its own folder until the stage is done. Against a
 * cache this keeps query plans short (a plan over cached tables holds all plans before it, and the
 * driver prints it at every step), survives lost executors without computing anything again, and
 * takes no executor's memory.
 */
public final class Scratch implements AutoCloseable {
  private final SparkSession spark;
  private final String root;
  private int tables;

  public Scratch(SparkSession spark, StageFolder stage) {
    this.spark = spark;
    this.root = stage.child("_scratch");
  }

  /** Computes a table once and gives it back as it stands in files. */
  public Dataset<Row> keep(Dataset<Row> table) {
    String path = root + "/" + tables++;
    table.write().parquet(path);
    return spark.read().schema(table.schema()).parquet(path);
  }

  @Override
  public void close() {
    Path folder = new Path(root);
    try {
      folder.getFileSystem(spark.sparkContext().hadoopConfiguration()).delete(folder, true);
    } catch (IOException e) {
      throw new SeekforgeException("Cannot delete " + root + ": " + e.getMessage(), e);
    }
  }
}
