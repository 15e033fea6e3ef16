package io.seekforge.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import io.seekforge.text.parse.ParsedRecords;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/** The rows of one Parquet file as JSON objects. Needs no Spark, so a bad file is only itself. */
final class ParquetRows implements ParsedRecords.Rows {
  private final InputFile file;
  private final Configuration hadoop;
  private ParquetReader<Group> reader;

  ParquetRows(InputFile file, Configuration hadoop) {
    this.file = file;
    this.hadoop = hadoop;
  }

  @Override
  public JsonNode next() throws IOException {
    try {
      if (reader == null) {
        reader =
            ParquetReader.builder(new GroupReadSupport(), new Path(file.uri()))
                .withConf(hadoop)
                .build();
      }
      Group row = reader.read();
      return row == null ? null : ParquetJson.object(row);
    } catch (RuntimeException e) {
      throw new IOException(e.getMessage(), e); // the library's way to say that a file is bad
    }
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
    }
  }
}
