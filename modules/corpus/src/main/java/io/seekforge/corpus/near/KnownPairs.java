package io.seekforge.corpus.near;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;

import io.seekforge.text.minhash.Banding;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Documents (a) beside those that are there already (b): of each document the known one it is most
 * like.
 */
public final class KnownPairs {
  private KnownPairs() {}

  /**
   * By shingle sets: columns {@code a}, {@code b}, {@code jaccard}, of documents that reach the
   * threshold.
   */
  public static Dataset<Row> texts(
      Dataset<Row> sets, Dataset<Row> known, double threshold, Banding banding, long seed) {
    Dataset<Row> pairs = NearPairs.across(sets, known, threshold, banding, seed);
    return most(NearPairs.measured(pairs, sets, known), NearPairs.JACCARD, threshold);
  }

  /** By fields: columns {@code a}, {@code b}, {@code evidence}. */
  public static Dataset<Row> records(
      Dataset<Row> fields, Dataset<Row> known, RecordPairs records, double evidence) {
    Dataset<Row> pairs = Buckets.across(records.keys(fields), records.keys(known), 0);
    return most(records.measured(pairs, fields, known), RecordPairs.EVIDENCE, evidence);
  }

  /** The largest value decides, then the largest id, whatever the order of rows. */
  private static Dataset<Row> most(Dataset<Row> pairs, String value, double least) {
    Column best = max(struct(col(value), col(NearPairs.B))).as("best");
    return pairs
        .where(col(value).geq(least))
        .groupBy(NearPairs.A)
        .agg(best)
        .select(
            col(NearPairs.A),
            col("best." + NearPairs.B).as(NearPairs.B),
            col("best." + value).as(value));
  }
}
