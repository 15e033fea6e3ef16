package io.seekforge.corpus;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.seekforge.api.StageFolder;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The signals table of the clean stage ({@code docs/spec/workspace.md}): what each rule of the
 * profile measured on each document, those dropped included, so that thresholds can be tried
 * without measuring again.
 */
public final class SignalTable {
  public static final String DOCUMENT_ID = "document_id";
  public static final String SIGNAL = "signal";
  public static final String VALUE = "value";

  public static final StructType SCHEMA =
      new StructType().add(DOCUMENT_ID, StringType).add(SIGNAL, StringType).add(VALUE, DoubleType);

  private static final Encoder<Row> ENCODER = Encoders.row(SCHEMA);
  private static final String FOLDER = "signals";

  private SignalTable() {}

  /** Reads the signals of a clean stage. */
  public static Dataset<Row> read(SparkSession spark, StageFolder clean) {
    return ParquetTable.read(spark, SCHEMA, clean.child(FOLDER));
  }

  static void write(Dataset<Row> documents, CleanRule rule, StageFolder output) {
    Dataset<Row> signals =
        documents.flatMap((FlatMapFunction<Row, Row>) row -> rows(rule, row).iterator(), ENCODER);
    ParquetTable.writeByHash(signals, List.of(DOCUMENT_ID, SIGNAL, VALUE), output.child(FOLDER));
  }

  private static List<Row> rows(CleanRule rule, Row row) {
    String id = DocumentTable.document(row).id();
    List<Row> rows = new ArrayList<>();
    rule.signals(row).forEach((signal, value) -> rows.add(RowFactory.create(id, signal, value)));
    return rows;
  }
}
