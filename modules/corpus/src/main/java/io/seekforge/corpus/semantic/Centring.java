package io.seekforge.corpus.semantic;

import static org.apache.spark.sql.functions.col;

import io.seekforge.text.embed.Embedded;
import io.seekforge.text.embed.Vector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Takes the corpus's mean out of its vectors (Mu and Viswanath 2018): those of language models all
 * point in nearly one direction, which says nothing about a text. The mean is added up in whole
 * numbers, whose sum does not depend on the order.
 */
public final class Centring {
  /** Below this many vectors the mean would be much of each of them. */
  public static final int FEWEST = 100;

  /** Sums of 2^30 components up to 1 fit. */
  private static final double SCALE = 1L << 32;

  private static final StructType SUM =
      new StructType().add("place", DataTypes.IntegerType).add("sum", DataTypes.LongType);

  private Centring() {}

  /**
   * The same table with centred vectors of length 1.
   *
   * @param vectors as {@link Vectors}, computed once before
   * @param count vectors in it
   * @param dimensions numbers of a vector
   */
  public static Dataset<Row> of(Dataset<Row> vectors, long count, int dimensions) {
    if (count < FEWEST) {
      return vectors;
    }
    double[] mean = new double[dimensions];
    vectors
        .where(col(Vectors.VECTOR).isNotNull())
        .select(Vectors.VECTOR)
        .mapPartitions((MapPartitionsFunction<Row, Row>) Centring::sums, Encoders.row(SUM))
        .groupBy("place")
        .sum("sum")
        .collectAsList()
        .forEach(row -> mean[row.getInt(0)] = row.getLong(1) / SCALE / count);
    Broadcast<double[]> held =
        JavaSparkContext.fromSparkContext(vectors.sparkSession().sparkContext()).broadcast(mean);
    return vectors.map(
        (MapFunction<Row, Row>) row -> Vectors.row(row.getString(0), centred(row, held.value())),
        Vectors.ENCODER);
  }

  private static Iterator<Row> sums(Iterator<Row> vectors) {
    long[] sums = null;
    while (vectors.hasNext()) {
      float[] vector = Vector.of(vectors.next().getAs(0));
      sums = sums == null ? new long[vector.length] : sums;
      for (int i = 0; i < vector.length; i++) {
        sums[i] += Math.round(vector[i] * SCALE);
      }
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; sums != null && i < sums.length; i++) {
      rows.add(RowFactory.create(i, sums[i]));
    }
    return rows.iterator();
  }

  private static Embedded centred(Row row, double[] mean) {
    if (row.isNullAt(1)) {
      return new Embedded(null, row.getLong(4), row.getString(2), row.getString(3));
    }
    float[] vector = Vector.of(row.getAs(1));
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (vector[i] - mean[i]);
    }
    float[] unit = Vector.unit(vector);
    return unit == null
        ? new Embedded(null, row.getLong(4), "no_direction", "the vector is the corpus's mean")
        : Embedded.of(unit, row.getLong(4));
  }
}
