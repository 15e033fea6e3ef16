package io.seekforge.corpus.near;

import static org.apache.spark.sql.functions.col;

import io.seekforge.text.records.RecordSchema;
import io.seekforge.text.words.Hash64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Finds records of the same thing: keys of their fields propose pairs, the evidence of all fields
 * decides. Buckets are those of the bands, chains of giant ones included.
 */
public final class RecordPairs {
  /** The normalised fields of a record, in the order of the schema; empty if it is none. */
  public static final String FIELDS = "fields";

  /** Evidence of a pair, in bits. */
  public static final String EVIDENCE = "evidence";

  private final RecordSchema schema;

  public RecordPairs(RecordSchema schema) {
    this.schema = schema;
  }

  /**
   * Pairs {@code a < b} of ids that share a key, each once.
   *
   * @param records columns {@code id} and {@code fields}
   */
  public Dataset<Row> candidates(Dataset<Row> records) {
    return Buckets.pairs(keys(records), 0).distinct();
  }

  /** One row per record and key, as {@link Bands} has them. */
  Dataset<Row> keys(Dataset<Row> records) {
    RecordSchema held = schema;
    return records
        .select(ShingleSets.ID, FIELDS)
        .flatMap((FlatMapFunction<Row, Row>) row -> keys(row, held), Bands.ENCODER);
  }

  private static Iterator<Row> keys(Row row, RecordSchema schema) {
    List<String> record = row.getList(1);
    List<Row> rows = new ArrayList<>();
    long whole = Hash64.of(String.join("\n", record)); // the fullest agreement stands side by side
    Arrays.stream(schema.keys(record))
        .forEach(key -> rows.add(RowFactory.create(key, whole, 1, row.getString(0))));
    return rows.iterator();
  }

  /**
   * The same pairs with their evidence.
   *
   * @param pairs columns {@code a} and {@code b}
   * @param records records of all their ids
   */
  public Dataset<Row> measured(Dataset<Row> pairs, Dataset<Row> records) {
    return measured(pairs, records, records);
  }

  Dataset<Row> measured(Dataset<Row> pairs, Dataset<Row> as, Dataset<Row> bs) {
    RecordSchema held = schema;
    Dataset<Row> left = as.select(col(ShingleSets.ID).as(NearPairs.A), col(FIELDS).as("fields_a"));
    Dataset<Row> right = bs.select(col(ShingleSets.ID).as(NearPairs.B), col(FIELDS).as("fields_b"));
    return pairs
        .join(left, NearPairs.A)
        .join(right, NearPairs.B)
        .select(NearPairs.A, NearPairs.B, "fields_a", "fields_b")
        .map(
            (MapFunction<Row, Row>)
                pair ->
                    RowFactory.create(
                        pair.getString(0),
                        pair.getString(1),
                        held.evidence(pair.getList(2), pair.getList(3))),
            NearPairs.VERIFIED)
        .withColumnRenamed(NearPairs.JACCARD, EVIDENCE);
  }
}
