package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.seekforge.text.overlap.NGrams;
import java.util.Arrays;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** N-grams of evaluation and training documents, one row each, for {@link DecontaminateJob}. */
final class GramTable {
  static final String GRAM = "gram";
  static final String GRAMS = "grams";
  static final String EVALUATION_ID = "evaluation_id";
  static final String TRAIN_ID = "train_id";

  private static final StructType WANTED =
      new StructType().add(EVALUATION_ID, StringType).add(GRAMS, IntegerType).add(GRAM, LongType);
  private static final StructType OFFERED =
      new StructType().add(TRAIN_ID, StringType).add(GRAM, LongType);

  private GramTable() {}

  /** The grams evaluation documents are looked up by, and how many each document has. */
  static Dataset<Row> wanted(Dataset<Row> evaluation, int n) {
    return texts(evaluation)
        .flatMap(
            (FlatMapFunction<Row, Row>)
                row -> {
                  long[] grams = NGrams.of(row.getString(1)).wanted(n);
                  return Arrays.stream(grams)
                      .mapToObj(gram -> RowFactory.create(row.getString(0), grams.length, gram))
                      .iterator();
                },
            Encoders.row(WANTED));
  }

  /** The distinct grams of training documents. */
  static Dataset<Row> offered(Dataset<Row> training, int n, int[] shortLengths) {
    return texts(training)
        .flatMap(
            (FlatMapFunction<Row, Row>)
                row ->
                    Arrays.stream(NGrams.of(row.getString(1)).offered(n, shortLengths))
                        .mapToObj(gram -> RowFactory.create(row.getString(0), gram))
                        .iterator(),
            Encoders.row(OFFERED));
  }

  /**
   * Lengths, below n, of evaluation documents that are shorter than one n-gram; at most n of them.
   */
  static int[] shortLengths(Dataset<Row> evaluation, int n) {
    return texts(evaluation)
        .map(
            (MapFunction<Row, Integer>) row -> NGrams.of(row.getString(1)).tokens(), Encoders.INT())
        .distinct()
        .collectAsList()
        .stream()
        .mapToInt(Integer::intValue)
        .filter(length -> length >= NGrams.FEWEST_TOKENS && length < n)
        .sorted()
        .toArray();
  }

  private static Dataset<Row> texts(Dataset<Row> documents) {
    return documents.select(col(DocumentTable.ID), col(DocumentTable.TEXT));
  }
}
