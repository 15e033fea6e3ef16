package io.seekforge.corpus.near;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.xxhash64;

import io.seekforge.text.minhash.Banding;
import io.seekforge.text.minhash.Shingles;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Finds near-duplicates: MinHash bands propose pairs, the exact Jaccard similarity of the shingle
 * sets decides. Documents with the same set are told by a hash of it and stand for each other, so
 * that a million copies are one document to the bands.
 */
public final class NearPairs {
  public static final String A = "a";
  public static final String B = "b";
  public static final String JACCARD = "jaccard";

  static final Encoder<Row> PAIR =
      Encoders.row(new StructType().add(A, DataTypes.StringType).add(B, DataTypes.StringType));

  static final Encoder<Row> VERIFIED =
      Encoders.row(
          new StructType()
              .add(A, DataTypes.StringType)
              .add(B, DataTypes.StringType)
              .add(JACCARD, DataTypes.DoubleType));

  private NearPairs() {}

  /**
   * Pairs {@code a < b} of ids that the bands propose, each once.
   *
   * @param sets shingle sets with different ids
   * @param threshold Jaccard similarity wanted
   */
  public static Dataset<Row> candidates(
      Dataset<Row> sets, double threshold, Banding banding, long seed) {
    Dataset<Row> filled = sets.where(length(col(ShingleSets.SHINGLES)).gt(0));
    Dataset<Row> keyed =
        filled.withColumn("set", xxhash64(col(ShingleSets.SHINGLES))); // equality only proposes
    Dataset<Row> groups = keyed.groupBy("set").agg(min(ShingleSets.ID).as("first"));
    Dataset<Row> copies =
        keyed
            .join(groups, "set")
            .where(col(ShingleSets.ID).notEqual(col("first")))
            .select(col("first").as(A), col(ShingleSets.ID).as(B));
    Dataset<Row> firsts =
        filled.join(groups.select(col("first").as(ShingleSets.ID)), ShingleSets.ID);
    return copies.union(banded(firsts, threshold, banding, seed)).distinct();
  }

  private static Dataset<Row> banded(
      Dataset<Row> sets, double threshold, Banding banding, long seed) {
    return Buckets.pairs(bands(sets, banding, seed), threshold);
  }

  private static Dataset<Row> bands(Dataset<Row> sets, Banding banding, long seed) {
    return sets.select(ShingleSets.ID, ShingleSets.SHINGLES)
        .flatMap(new Bands(banding, seed), Bands.ENCODER);
  }

  /**
   * Pairs of a document (a) and one that is there already (b) that the bands propose, each once.
   *
   * @param sets shingle sets of the documents
   * @param known shingle sets of the others, whose ids may be the same
   */
  static Dataset<Row> across(
      Dataset<Row> sets, Dataset<Row> known, double threshold, Banding banding, long seed) {
    return Buckets.across(
        bands(sets, banding, seed), bands(distinct(known), banding, seed), threshold);
  }

  /** Of documents with the same set the one of the smallest id. */
  private static Dataset<Row> distinct(Dataset<Row> sets) {
    return sets.groupBy(ShingleSets.SHINGLES)
        .agg(min(ShingleSets.ID).as(ShingleSets.ID))
        .select(ShingleSets.ID, ShingleSets.SHINGLES);
  }

  /**
   * The same pairs with their exact similarity.
   *
   * @param pairs columns {@code a} and {@code b}
   * @param sets shingle sets of all their ids
   */
  public static Dataset<Row> measured(Dataset<Row> pairs, Dataset<Row> sets) {
    return measured(pairs, sets, sets);
  }

  static Dataset<Row> measured(Dataset<Row> pairs, Dataset<Row> as, Dataset<Row> bs) {
    Dataset<Row> left =
        as.select(col(ShingleSets.ID).as(A), col(ShingleSets.SHINGLES).as("shingles_a"));
    Dataset<Row> right =
        bs.select(col(ShingleSets.ID).as(B), col(ShingleSets.SHINGLES).as("shingles_b"));
    return pairs
        .join(left, A)
        .join(right, B)
        .select(A, B, "shingles_a", "shingles_b")
        .map((MapFunction<Row, Row>) NearPairs::measure, VERIFIED);
  }

  private static Row measure(Row pair) {
    double jaccard =
        Shingles.jaccard(
            ShingleSets.shingles(pair.<byte[]>getAs(2)),
            ShingleSets.shingles(pair.<byte[]>getAs(3)));
    return RowFactory.create(pair.getString(0), pair.getString(1), jaccard);
  }
}
