package io.seekforge.corpus.classify;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;

import io.seekforge.text.classify.BinaryScores;
import io.seekforge.text.classify.HashedFeatures;
import io.seekforge.text.classify.QualityModel;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Learns quality by MLlib's logistic regression, both kinds with the same weight. MLlib adds up
 * gradients in the order in which tasks end; a sum of one task has one order, so all examples stand
 * in one partition, sorted: their number is bounded by the recipe.
 */
public final class QualityTraining {
  /** Labels of examples. */
  public static final int BAD = 0;

  public static final int GOOD = 1;

  private static final int ITERATIONS = 100;
  private static final double TOLERANCE = 1e-6;
  private static final String FEATURES = "features";
  private static final String WEIGHT = "weight";

  private static final Encoder<Row> POINTS =
      Encoders.row(
          new StructType()
              .add(ExampleTable.DRAW, LongType)
              .add(ExampleTable.LABEL, DoubleType)
              .add(WEIGHT, DoubleType)
              .add(FEATURES, SQLDataTypes.VectorType()));

  private QualityTraining() {}

  /**
   * The model of the examples that are not held out.
   *
   * @param counts examples learned from, by label
   */
  public static QualityModel learn(
      Dataset<Row> examples, long[] counts, int dimensions, double regularization) {
    double all = counts[BAD] + counts[GOOD];
    double[] weights = {all / (2 * counts[BAD]), all / (2 * counts[GOOD])};
    Dataset<Row> points =
        examples
            .where(not(col(ExampleTable.HELD_OUT)))
            .map((MapFunction<Row, Row>) row -> point(row, weights, dimensions), POINTS)
            .repartition(1)
            .sortWithinPartitions(ExampleTable.DRAW, ExampleTable.LABEL)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      LogisticRegressionModel learned =
          new LogisticRegression()
              .setFamily("binomial")
              .setLabelCol(ExampleTable.LABEL)
              .setFeaturesCol(FEATURES)
              .setWeightCol(WEIGHT)
              .setStandardization(false)
              .setRegParam(regularization)
              .setMaxIter(ITERATIONS)
              .setTol(TOLERANCE)
              .fit(points);
      return new QualityModel(learned.intercept(), learned.coefficients().toArray());
    } finally {
      points.unpersist(false);
    }
  }

  private static Row point(Row example, double[] weights, int dimensions) {
    HashedFeatures features = ExampleTable.features(example);
    int label = ExampleTable.label(example);
    return RowFactory.create(
        features.hash(),
        (double) label,
        weights[label],
        Vectors.sparse(dimensions, features.indices(), features.values()));
  }

  /** Scores of the examples that are held out. */
  public static BinaryScores measure(Dataset<Row> examples, QualityModel model) {
    List<Row> held = examples.where(col(ExampleTable.HELD_OUT)).collectAsList();
    return new BinaryScores(
        held.stream()
            .map(
                row ->
                    new BinaryScores.Scored(
                        model.score(ExampleTable.features(row)), ExampleTable.label(row) == GOOD))
            .toList());
  }
}
