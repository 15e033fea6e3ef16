package io.seekforge.corpus.near;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** Pairs of documents that share a bucket, from rows of {@link Bands}. */
final class Buckets {
  private Buckets() {}

  /**
   * Pairs inside one set of documents, {@code a < b}; a pair comes once for each bucket it shares.
   *
   * @param leastSizeRatio ratio of set sizes below which a pair is none
   */
  static Dataset<Row> pairs(Dataset<Row> rows, double leastSizeRatio) {
    return rows.repartition(col("bucket"))
        .sortWithinPartitions("bucket", "next", "id")
        .mapPartitions(new BucketPairs(leastSizeRatio), NearPairs.PAIR);
  }

  /**
   * Pairs of a document (a) and one that is there already (b), each once. Of a bucket the first
   * {@value BucketPairs#WINDOW} others are looked at, so that pairs grow linearly.
   */
  static Dataset<Row> across(Dataset<Row> rows, Dataset<Row> known, double leastSizeRatio) {
    Dataset<Row> first =
        known
            .withColumn(
                "place", row_number().over(Window.partitionBy("bucket").orderBy("next", "id")))
            .where(col("place").leq(BucketPairs.WINDOW))
            .select(col("bucket"), col("size").as("size_b"), col("id").as(NearPairs.B));
    return rows.select(col("bucket"), col("size").as("size_a"), col("id").as(NearPairs.A))
        .join(first, "bucket")
        .where(col("size_a").geq(col("size_b").multiply(leastSizeRatio)))
        .where(col("size_b").geq(col("size_a").multiply(leastSizeRatio)))
        .select(NearPairs.A, NearPairs.B)
        .distinct();
  }
}
