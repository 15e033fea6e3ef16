package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Packed shards and evaluation cases ({@code docs/spec/shards.md}): their columns and how they are
 * written.
 */
public final class ShardTable {
  public static final String INPUT_IDS = "input_ids";
  public static final String LABELS = "labels";
  public static final String DOCUMENT_STARTS = "document_starts";
  public static final String DOCUMENT_IDS = "document_ids";

  /** Number of the shard a sequence goes to; not written. */
  public static final String SHARD = "shard";

  /** Hash that orders a shard's rows; not written. */
  public static final String ORDER = "order";

  /** Sequences on their way to a shard. */
  public static final StructType DEALT =
      new StructType()
          .add(SHARD, IntegerType)
          .add(ORDER, StringType)
          .add(INPUT_IDS, DataTypes.createArrayType(IntegerType))
          .add(LABELS, DataTypes.createArrayType(IntegerType))
          .add(DOCUMENT_STARTS, DataTypes.createArrayType(IntegerType))
          .add(DOCUMENT_IDS, DataTypes.createArrayType(StringType));

  public static final Encoder<Row> DEALT_ENCODER = Encoders.row(DEALT);

  /** Evaluation cases. */
  public static final StructType CASES =
      new StructType()
          .add("document_id", StringType)
          .add("split", StringType)
          .add("prompt_ids", DataTypes.createArrayType(IntegerType))
          .add("prompt", StringType)
          .add("expected", StringType);

  public static final Encoder<Row> CASES_ENCODER = Encoders.row(CASES);

  private static final List<String> SEQUENCE_COLUMNS =
      List.of(INPUT_IDS, LABELS, DOCUMENT_STARTS, DOCUMENT_IDS);

  private ShardTable() {}

  /** Writes dealt sequences into their shards, each in the order of {@link #ORDER}. */
  public static void writeShards(Dataset<Row> dealt, String path, int shards) {
    ParquetTable.writeShards(dealt, col(SHARD), List.of(ORDER), path, shards, SEQUENCE_COLUMNS);
  }

  /** Writes evaluation cases, sorted by document. */
  public static void writeCases(Dataset<Row> cases, String path) {
    ParquetTable.writeByHash(cases, List.of("document_id"), path);
  }
}
