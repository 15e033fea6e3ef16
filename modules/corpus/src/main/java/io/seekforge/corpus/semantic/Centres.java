package io.seekforge.corpus.semantic;

import static org.apache.spark.sql.functions.col;

import io.seekforge.corpus.HashRange;
import io.seekforge.text.embed.Vector;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.mllib.clustering.KMeans;
import org.apache.spark.mllib.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Centres of clusters, found by MLlib's k-means (k-means|| of Bahmani et al. 2012, then Lloyd).
 * What it draws and the order it adds up in follow from partitions, so it sees one partition,
 * sorted by id, which is a content hash: the same documents give the same centres. Of a large
 * corpus a sample by id is enough, since clusters only say who is compared with whom.
 */
final class Centres implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A sample that one task holds. */
  private static final long SAMPLE_BYTES = 128L << 20;

  private static final int LEAST_OF_A_CLUSTER = 8;
  private static final int DOCUMENTS_OF_A_CLUSTER = 4096;
  private static final int ITERATIONS = 20;

  private final float[][] centres;

  private Centres(float[][] centres) {
    this.centres = centres;
  }

  /** How many clusters a corpus gets: one for 4,096 documents, at most the square root. */
  static int number(long documents) {
    double most = Math.sqrt(documents);
    return (int)
        Math.max(1, Math.min(most, Math.ceil((double) documents / DOCUMENTS_OF_A_CLUSTER)));
  }

  /**
   * Finds centres.
   *
   * @param vectors columns {@code id} and {@code vector}
   * @param documents rows of the table
   * @param dimensions numbers of a vector
   * @param clusters centres wanted; there may be fewer
   */
  static Centres of(Dataset<Row> vectors, long documents, int dimensions, int clusters, long seed) {
    if (clusters == 1) {
      return new Centres(new float[1][dimensions]);
    }
    long most = Math.max(SAMPLE_BYTES / (8L * dimensions), (long) LEAST_OF_A_CLUSTER * clusters);
    long parts = (documents + most - 1) / most;
    JavaRDD<org.apache.spark.mllib.linalg.Vector> sample =
        vectors
            .where(HashRange.part(col("id"), parts).equalTo(0))
            .select("id", "vector")
            .repartition(1)
            .sortWithinPartitions("id")
            .toJavaRDD()
            .map((Function<Row, org.apache.spark.mllib.linalg.Vector>) Centres::wide)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return new Centres(fit(sample, clusters, seed));
    } finally {
      sample.unpersist(false);
    }
  }

  private static org.apache.spark.mllib.linalg.Vector wide(Row row) {
    float[] vector = Vector.of(row.getAs(1));
    double[] wide = new double[vector.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = vector[i];
    }
    return Vectors.dense(wide);
  }

  private static float[][] fit(
      JavaRDD<org.apache.spark.mllib.linalg.Vector> sample, int clusters, long seed) {
    List<float[]> centres = new ArrayList<>();
    for (org.apache.spark.mllib.linalg.Vector centre :
        new KMeans()
            .setK(clusters)
            .setMaxIterations(ITERATIONS)
            .setSeed(seed)
            .run(sample.rdd())
            .clusterCenters()) {
      float[] narrow = new float[centre.size()];
      for (int i = 0; i < narrow.length; i++) {
        narrow[i] = (float) centre.apply(i);
      }
      float[] unit = Vector.unit(narrow);
      if (unit != null) {
        centres.add(unit);
      }
    }
    return centres.toArray(float[][]::new);
  }

  int size() {
    return centres.length;
  }

  /** The centre with the greatest cosine, the first of several. */
  int nearest(float[] vector) {
    int nearest = 0;
    float best = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < centres.length; i++) {
      float cosine = Vector.dot(centres[i], vector);
      if (cosine > best) {
        best = cosine;
        nearest = i;
      }
    }
    return nearest;
  }
}
