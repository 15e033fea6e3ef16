package io.seekforge.corpus;

import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Small text files on any Hadoop file system. */
final class StageText {
  private final Configuration hadoop;

  StageText(SparkSession spark) {
    this.hadoop = spark.sparkContext().hadoopConfiguration();
  }

  String read(String file) throws IOException {
    Path path = new Path(file);
    try (InputStream bytes = path.getFileSystem(hadoop).open(path)) {
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  void write(String file, String text) {
    Path path = new Path(file);
    try (OutputStream bytes = path.getFileSystem(hadoop).create(path, true)) {
      bytes.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new SeekforgeException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
