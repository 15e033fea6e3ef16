package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.seekforge.api.QuarantineEntry;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The quarantine table ({@code docs/spec/quarantine.md}): its columns, and Row ↔ {@link
 * QuarantineEntry}.
 */
public final class QuarantineTable {
  public static final String SOURCE = "source";
  public static final String FILE = "file";
  public static final String POSITION = "position";
  public static final String REASON = "reason";
  public static final String DETAIL = "detail";
  public static final String SAMPLE = "sample";

  public static final StructType SCHEMA =
      new StructType()
          .add(SOURCE, StringType)
          .add(FILE, StringType)
          .add(POSITION, LongType)
          .add(REASON, StringType)
          .add(DETAIL, StringType)
          .add(SAMPLE, StringType);

  /** Encoder of rows of this table. */
  public static final Encoder<Row> ENCODER = Encoders.row(SCHEMA);

  private static final List<String> ORDER = List.of(FILE, POSITION, REASON, DETAIL, SAMPLE);

  private QuarantineTable() {}

  public static Dataset<Row> read(SparkSession spark, String path) {
    return ParquetTable.read(spark, SCHEMA, path);
  }

  /** Writes a quarantine as one sorted file. */
  public static void write(Dataset<Row> entries, String path) {
    ParquetTable.writeSingle(entries, ORDER, path);
  }

  /** Number of entries by reason. */
  public static SortedMap<String, Long> reasons(SparkSession spark, String path) {
    SortedMap<String, Long> reasons = new TreeMap<>();
    for (Row row : read(spark, path).groupBy(col(REASON)).count().collectAsList()) {
      reasons.put(row.getString(0), row.getLong(1));
    }
    return reasons;
  }

  public static QuarantineEntry entry(Row row) {
    return new QuarantineEntry(
        row.getString(0),
        row.getString(1),
        row.getLong(2),
        row.getString(3),
        row.getString(4),
        row.getString(5));
  }

  public static Row row(QuarantineEntry entry) {
    return RowFactory.create(
        entry.source(),
        entry.file(),
        entry.position(),
        entry.reason(),
        entry.detail(),
        entry.sample());
  }
}
