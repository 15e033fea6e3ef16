package io.seekforge.corpus.classify;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;

import io.seekforge.text.classify.HashedFeatures;
import io.seekforge.text.words.Hash64;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Labelled documents as features. Equal texts of one label count once; which examples are taken and
 * which are held out follows from a hash of the text, so that neither the order of documents nor
 * their number elsewhere matters, and no copy of a held-out text is learned from.
 */
public final class ExampleTable {
  static final String LABEL = "label";
  static final String DRAW = "draw";
  static final String HELD_OUT = "held_out";
  private static final String INDICES = "indices";
  private static final String VALUES = "values";
  private static final String RANK = "rank";

  private static final StructType SCHEMA =
      new StructType()
          .add(LABEL, IntegerType)
          .add(DRAW, LongType)
          .add(HELD_OUT, BooleanType)
          .add(INDICES, DataTypes.createArrayType(IntegerType))
          .add(VALUES, DataTypes.createArrayType(DoubleType));

  public static final Encoder<Row> ENCODER = Encoders.row(SCHEMA);

  private ExampleTable() {}

  /**
   * A row of an example.
   *
   * @param heldOut share of the examples that is held out
   */
  public static Row row(int label, HashedFeatures features, double heldOut) {
    double draw = (Hash64.mix(features.hash() ^ Hash64.GOLDEN) >>> 11) * 0x1p-53;
    return RowFactory.create(
        label, Hash64.mix(features.hash()), draw < heldOut, features.indices(), features.values());
  }

  static int label(Row row) {
    return row.getInt(row.fieldIndex(LABEL));
  }

  static HashedFeatures features(Row row) {
    int[] indices =
        row.<Integer>getList(row.fieldIndex(INDICES)).stream().mapToInt(i -> i).toArray();
    double[] values =
        row.<Double>getList(row.fieldIndex(VALUES)).stream().mapToDouble(v -> v).toArray();
    return new HashedFeatures(indices, values, row.getLong(row.fieldIndex(DRAW)));
  }

  /** Each text once a label, and at most so many of a label. */
  public static Dataset<Row> drawn(Dataset<Row> examples, int mostOfALabel) {
    return examples
        .dropDuplicates(new String[] {LABEL, DRAW})
        .withColumn(RANK, row_number().over(Window.partitionBy(LABEL).orderBy(DRAW)))
        .where(col(RANK).leq(mostOfALabel))
        .drop(RANK);
  }

  /** How many examples of each label are learned from, or held out. */
  public static long[] counts(Dataset<Row> examples, boolean heldOut, int labels) {
    long[] counts = new long[labels];
    List<Row> rows =
        examples
            .where(col(HELD_OUT).equalTo(lit(heldOut)))
            .groupBy(LABEL)
            .agg(count(lit(1)))
            .collectAsList();
    rows.forEach(row -> counts[row.getInt(0)] = row.getLong(1));
    return counts;
  }
}
