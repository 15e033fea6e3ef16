package io.seekforge.corpus.semantic;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.seekforge.corpus.near.Scratch;
import io.seekforge.text.embed.Vector;
import java.util.List;
import java.util.SortedMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Documents that say what a better one of their cluster says (SemDeDup of Abbas et al. 2023, but
 * that a document goes only for one that is kept, so that no chain of likenesses drops anything).
 */
public final class Leaders {
  /** What leaders of a task may take. */
  private static final int LEADER_BYTES = 64 << 20;

  private final double threshold;
  private final int clusters;
  private final long seed;
  private final int mostLeaders;

  /**
   * @param threshold cosine from which a document goes
   * @param clusters 0: as many as the corpus needs
   */
  public Leaders(double threshold, int clusters, long seed) {
    this(threshold, clusters, seed, 0);
  }

  Leaders(double threshold, int clusters, long seed, int mostLeaders) {
    this.threshold = threshold;
    this.clusters = clusters;
    this.seed = seed;
    this.mostLeaders = mostLeaders;
  }

  /**
   * Documents that go: {@code id}, the {@code leader} that is kept for it, whether that one is of
   * the other set ({@code against}), their {@code cosine}.
   *
   * @param documents columns {@code fresh} (1; 0 of those that are there already), {@code trust},
   *     {@code rank}, {@code id}, {@code numbers}, {@code vector}; smaller numbers are better
   * @param count rows of the table
   * @param dimensions numbers of a vector
   * @param figures takes the numbers of the search
   */
  public Dataset<Row> drops(
      Dataset<Row> documents,
      long count,
      int dimensions,
      Scratch scratch,
      SortedMap<String, Double> figures) {
    int wanted = clusters == 0 ? Centres.number(count) : (int) Math.min(clusters, count);
    Centres centres = Centres.of(documents, count, dimensions, Math.max(1, wanted), seed);
    Dataset<Row> open = scratch.keep(clustered(documents, centres));
    figures.put("semantic_clusters", (double) centres.size());
    figures.put("largest_semantic_cluster", largest(open));
    int most = mostLeaders > 0 ? mostLeaders : Math.max(1, LEADER_BYTES / (4 * dimensions));
    Dataset<Row> drops = null;
    int rounds = 0;
    do {
      Dataset<Row> round = scratch.keep(round(open, most));
      Dataset<Row> found =
          round.where(col("leader").isNotNull()).select("id", "leader", "against", "cosine");
      drops = drops == null ? found : drops.union(found);
      open = round.where(col("open")).select(names());
      rounds++;
    } while (!open.isEmpty());
    figures.put("semantic_rounds", (double) rounds);
    return drops;
  }

  private static Dataset<Row> clustered(Dataset<Row> documents, Centres centres) {
    Broadcast<Centres> held =
        JavaSparkContext.fromSparkContext(documents.sparkSession().sparkContext())
            .broadcast(centres);
    return documents
        .withColumn("cluster", lit(0))
        .select(names())
        .map(
            (MapFunction<Row, Row>)
                row ->
                    RowFactory.create(
                        held.value().nearest(Vector.of(row.getAs(LeaderRound.VECTOR))),
                        row.getInt(LeaderRound.FRESH),
                        row.getInt(2),
                        row.getLong(3),
                        row.getString(LeaderRound.ID),
                        row.getLong(LeaderRound.NUMBERS),
                        row.getAs(LeaderRound.VECTOR)),
            Encoders.row(LeaderRound.CANDIDATES));
  }

  private static org.apache.spark.sql.Column[] names() {
    return java.util.Arrays.stream(LeaderRound.CANDIDATES.fieldNames())
        .map(org.apache.spark.sql.functions::col)
        .toArray(org.apache.spark.sql.Column[]::new);
  }

  private static double largest(Dataset<Row> clustered) {
    List<Row> largest =
        clustered.groupBy("cluster").count().orderBy(col("count").desc()).limit(1).collectAsList();
    return largest.isEmpty() ? 0 : largest.get(0).getLong(1);
  }

  private Dataset<Row> round(Dataset<Row> open, int most) {
    return open.repartition(col("cluster"))
        .sortWithinPartitions("cluster", "fresh", "trust", "rank", "id")
        .mapPartitions(new LeaderRound(threshold, most), LeaderRound.ENCODER);
  }
}
