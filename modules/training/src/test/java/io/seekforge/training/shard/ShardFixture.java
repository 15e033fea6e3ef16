package io.seekforge.training.shard;

import io.seekforge.api.PackedSequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Writes shards and cases in the form that Spark gives them. */
public final class ShardFixture {
  private static final MessageType SHARD =
      MessageTypeParser.parseMessageType(
          "message spark_schema {"
              + list("input_ids", "int32 element")
              + list("labels", "int32 element")
              + list("document_starts", "int32 element")
              + list("document_ids", "binary element (STRING)")
              + "}");
  private static final MessageType CASES =
      MessageTypeParser.parseMessageType(
          "message spark_schema {"
              + "optional binary document_id (STRING);"
              + "optional binary split (STRING);"
              + list("prompt_ids", "int32 element")
              + "optional binary prompt (STRING);"
              + "optional binary expected (STRING);"
              + "}");

  private ShardFixture() {}

  private static String list(String name, String element) {
    return "optional group "
        + name
        + " (LIST) { repeated group list { optional "
        + element
        + "; } }\n";
  }

  /** Writes one shard file. */
  public static void write(Path file, List<PackedSequence> sequences) {
    write(
        file,
        SHARD,
        sequences.stream()
            .map(
                sequence -> {
                  Group row = new SimpleGroupFactory(SHARD).newGroup();
                  ints(row.addGroup("input_ids"), sequence.inputIds());
                  ints(row.addGroup("labels"), sequence.labels());
                  ints(row.addGroup("document_starts"), sequence.documentStarts());
                  Group ids = row.addGroup("document_ids");
                  sequence.documentIds().forEach(id -> ids.addGroup("list").add("element", id));
                  return row;
                })
            .toList());
  }

  /** Writes one file of cases. */
  public static void writeCases(Path file, List<EvaluationCase> cases) {
    write(
        file,
        CASES,
        cases.stream()
            .map(
                one -> {
                  Group row = new SimpleGroupFactory(CASES).newGroup();
                  row.add("document_id", one.documentId());
                  row.add("split", one.split());
                  ints(row.addGroup("prompt_ids"), one.promptIds());
                  row.add("prompt", one.prompt());
                  row.add("expected", one.expected());
                  return row;
                })
            .toList());
  }

  private static void ints(Group list, int[] values) {
    for (int value : values) {
      list.addGroup("list").add("element", value);
    }
  }

  private static void write(Path file, MessageType schema, List<Group> rows) {
    Configuration hadoop = new Configuration();
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(
                HadoopOutputFile.fromPath(new org.apache.hadoop.fs.Path(file.toString()), hadoop))
            .withType(schema)
            .withConf(hadoop)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
