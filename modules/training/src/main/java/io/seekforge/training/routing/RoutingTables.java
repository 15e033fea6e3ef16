package io.seekforge.training.routing;

import io.seekforge.model.experts.ExpertScore;
import io.seekforge.training.store.HadoopFolder;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * The statistics as two Parquet files ({@code docs/spec/routing.md}), a row for each expert and for
 * each pair of experts that a token chose together. Same statistics, same bytes.
 */
public final class RoutingTables {
  /** The file with a row for each domain, layer and expert. */
  public static final String ROUTING = "routing.parquet";

  /** The file with a row for each pair of experts. */
  public static final String TOGETHER = "co-selection.parquet";

  private static final MessageType ROUTING_SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message routing {
            required binary domain (STRING);
            required int32 layer;
            required int32 expert;
            required int64 tokens;
            required int64 selections;
            required double gate_weight;
            required double token_score;
            required double gate_score;
            required double load;
          }
          """);

  private static final MessageType TOGETHER_SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message co_selection {
            required binary domain (STRING);
            required int32 layer;
            required int32 expert;
            required int32 other;
            required int64 tokens;
          }
          """);

  private final Configuration hadoop;

  private RoutingTables(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /** Writes both files, replacing what is there. */
  public static void write(
      RoutingStatistics statistics, HadoopFolder folder, Configuration hadoop) {
    RoutingTables tables = new RoutingTables(hadoop);
    folder.write(ROUTING, out -> tables.writeRouting(statistics, out));
    folder.write(TOGETHER, out -> tables.writeTogether(statistics, out));
  }

  private void writeRouting(RoutingStatistics statistics, OutputStream out) throws IOException {
    try (ParquetWriter<Group> writer = writer(ROUTING_SCHEMA, out)) {
      for (var entry : statistics.layers().entrySet()) {
        LayerCounts counts = entry.getValue();
        for (int expert = 0; expert < counts.experts(); expert++) {
          Group row = row(ROUTING_SCHEMA, entry.getKey(), expert);
          row.add("tokens", counts.tokens());
          row.add("selections", counts.selections(expert));
          row.add("gate_weight", counts.gateWeight(expert));
          row.add("token_score", counts.score(ExpertScore.TOKEN, expert));
          row.add("gate_score", counts.score(ExpertScore.GATE, expert));
          row.add("load", counts.load(expert));
          writer.write(row);
        }
      }
    }
  }

  private void writeTogether(RoutingStatistics statistics, OutputStream out) throws IOException {
    try (ParquetWriter<Group> writer = writer(TOGETHER_SCHEMA, out)) {
      for (var entry : statistics.layers().entrySet()) {
        LayerCounts counts = entry.getValue();
        for (int expert = 0; expert < counts.experts(); expert++) {
          for (int other = expert + 1; other < counts.experts(); other++) {
            long tokens = counts.together(expert, other);
            if (tokens > 0) {
              Group row = row(TOGETHER_SCHEMA, entry.getKey(), expert);
              row.add("other", other);
              row.add("tokens", tokens);
              writer.write(row);
            }
          }
        }
      }
    }
  }

  private static Group row(MessageType schema, LayerKey key, int expert) {
    Group row = new SimpleGroup(schema);
    row.add("domain", key.domain());
    row.add("layer", key.layer());
    row.add("expert", expert);
    return row;
  }

  private ParquetWriter<Group> writer(MessageType schema, OutputStream out) throws IOException {
    return ExampleParquetWriter.builder(new ParquetOutput(out))
        .withType(schema)
        .withConf(hadoop)
        .withCompressionCodec(CompressionCodecName.SNAPPY)
        .build();
  }
}
