package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.seekforge.text.overlap.OverlapAudit;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The audit of decontamination ({@code docs/spec/audit.md}): one row a dropped document. */
public final class AuditTable {
  public static final String DOCUMENT_ID = "document_id";
  public static final String EVALUATION_ID = "evaluation_id";
  public static final String OVERLAP = "overlap";
  public static final String COVERED = "covered";
  public static final String COMMON_SHARE = "common_share";
  public static final String TOKENS = "tokens";
  public static final String LONGEST_RUN = "longest_run";
  public static final String RUNS = "runs";
  public static final String VERDICT = "verdict";
  public static final String MATCHED = "matched";

  public static final StructType SCHEMA =
      new StructType()
          .add(DOCUMENT_ID, StringType)
          .add(EVALUATION_ID, StringType)
          .add(OVERLAP, DoubleType)
          .add(COVERED, DoubleType)
          .add(COMMON_SHARE, DoubleType)
          .add(TOKENS, IntegerType)
          .add(LONGEST_RUN, IntegerType)
          .add(RUNS, IntegerType)
          .add(VERDICT, StringType)
          .add(MATCHED, StringType);

  static final Encoder<Row> ENCODER = Encoders.row(SCHEMA);

  private AuditTable() {}

  public static Dataset<Row> read(SparkSession spark, String path) {
    return ParquetTable.read(spark, SCHEMA, path);
  }

  /**
   * Compares the texts of all hits once more and writes the table.
   *
   * @param hits columns train_id, evaluation_id, overlap, common_share
   */
  static void write(Dataset<Row> hits, Dataset<Row> documents, int n, String path) {
    Dataset<Row> texts = documents.select(DocumentTable.ID, DocumentTable.TEXT);
    Dataset<Row> pairs =
        hits.join(texts.toDF(GramTable.TRAIN_ID, "training_text"), GramTable.TRAIN_ID)
            .join(texts.toDF(GramTable.EVALUATION_ID, "evaluation_text"), GramTable.EVALUATION_ID)
            .select(
                GramTable.TRAIN_ID,
                GramTable.EVALUATION_ID,
                OVERLAP,
                COMMON_SHARE,
                "training_text",
                "evaluation_text");
    ParquetTable.writeByHash(
        pairs.map((MapFunction<Row, Row>) row -> row(row, n), ENCODER),
        List.of(DOCUMENT_ID, EVALUATION_ID),
        path);
  }

  private static Row row(Row pair, int n) {
    double common = pair.getDouble(3);
    OverlapAudit audit = OverlapAudit.of(pair.getString(4), pair.getString(5), n, common);
    return RowFactory.create(
        pair.getString(0),
        pair.getString(1),
        pair.getDouble(2),
        audit.covered(),
        common,
        audit.tokens(),
        audit.longestRun(),
        audit.runs(),
        audit.verdict(),
        audit.matched());
  }

  /** Hits by verdict. */
  static SortedMap<String, Long> verdicts(SparkSession spark, String path) {
    SortedMap<String, Long> verdicts = new TreeMap<>();
    for (Row row : read(spark, path).groupBy(col(VERDICT)).count().collectAsList()) {
      verdicts.put(row.getString(0), row.getLong(1));
    }
    return verdicts;
  }
}
