package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.seekforge.api.LedgerEntry;
import io.seekforge.api.LedgerEntry.Action;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The ledger table ({@code docs/spec/ledger.md}): its columns, and Row ↔ {@link LedgerEntry}. */
public final class LedgerTable {
  public static final String DOCUMENT_ID = "document_id";
  public static final String STAGE = "stage";
  public static final String ACTION = "action";
  public static final String RULE = "rule";
  public static final String VALUE = "value";
  public static final String THRESHOLD = "threshold";
  public static final String DUPLICATE_OF = "duplicate_of";
  public static final String DETAIL = "detail";

  public static final StructType SCHEMA =
      new StructType()
          .add(DOCUMENT_ID, StringType)
          .add(STAGE, StringType)
          .add(ACTION, StringType)
          .add(RULE, StringType)
          .add(VALUE, StringType)
          .add(THRESHOLD, StringType)
          .add(DUPLICATE_OF, StringType)
          .add(DETAIL, StringType);

  /** Encoder of rows of this table, for {@code Dataset.flatMap} and its like. */
  public static final Encoder<Row> ENCODER = Encoders.row(SCHEMA);

  private static final List<String> ORDER = List.of(DOCUMENT_ID, RULE, DETAIL, VALUE, DUPLICATE_OF);

  private LedgerTable() {}

  public static Dataset<Row> read(SparkSession spark, String path) {
    return ParquetTable.read(spark, SCHEMA, path);
  }

  /**
   * Writes a ledger, sorted and with deterministic file names and bytes. The rows are computed
   * once.
   */
  public static void write(Dataset<Row> entries, String path) {
    ParquetTable.writeByHash(entries, ORDER, path);
  }

  /** Writes a ledger without entries. */
  public static void writeEmpty(SparkSession spark, String path) {
    write(spark.createDataFrame(List.of(), SCHEMA), path);
  }

  /**
   * Counts of a written ledger for the manifest: dropped documents by rule, rewritten ones as
   * {@code rewrite_<rule>}, kept ones that have an entry as {@code keep_<rule>}. A document that a
   * rule rewrote in several places counts once; dropped rows count each, because copies share ids.
   */
  public static SortedMap<String, Long> reasons(SparkSession spark, String path) {
    SortedMap<String, Long> reasons = new TreeMap<>();
    Dataset<Row> counts =
        read(spark, path)
            .groupBy(col(ACTION), col(RULE))
            .agg(count(lit(1)), countDistinct(col(DOCUMENT_ID)));
    for (Row row : counts.collectAsList()) {
      boolean dropped = row.getString(0).equals("drop");
      String prefix = dropped ? "" : row.getString(0) + "_";
      reasons.put(prefix + row.getString(1), row.getLong(dropped ? 2 : 3));
    }
    return reasons;
  }

  public static LedgerEntry entry(Row row) {
    return new LedgerEntry(
        row.getString(0),
        row.getString(1),
        Action.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7));
  }

  public static Row row(LedgerEntry entry) {
    return RowFactory.create(
        entry.documentId(),
        entry.stage(),
        entry.action().name().toLowerCase(Locale.ROOT),
        entry.rule(),
        entry.value(),
        entry.threshold(),
        entry.duplicateOf(),
        entry.detail());
  }
}
