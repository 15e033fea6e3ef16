package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import io.seekforge.api.recipe.DedupSection;
import io.seekforge.corpus.near.Components;
import io.seekforge.corpus.near.NearPairs;
import io.seekforge.corpus.near.ShingleSets;
import io.seekforge.text.minhash.Banding;
import java.util.SortedMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Components of near-duplicates among the best records of the exact groups. */
final class NearGroups {
  private final DedupSection section;
  private final Banding banding;
  private final long seed;

  NearGroups(DedupSection section, long seed) {
    this.section = section;
    this.seed = seed;
    this.banding = Banding.forThreshold(threshold(), section.permutations());
  }

  private double threshold() {
    return Math.min(section.threshold(), 1);
  }

  /**
   * One row per document that has near-duplicates: {@code member}, the {@code kept} one of its
   * component, the {@code cluster} (smallest id), and the {@code jaccard} similarity of member and
   * kept, null where they are the same. Persisted.
   *
   * @param documents the documents table
   * @param groups exact groups
   * @param figures takes the numbers of the search
   */
  Dataset<Row> members(
      Dataset<Row> documents, Dataset<Row> groups, SortedMap<String, Double> figures) {
    Dataset<Row> survivors =
        section.threshold() > 1
            ? documents.limit(0)
            : documents.join(
                groups.select("id", "file", "position"),
                new String[] {"id", "file", "position"},
                "left_semi");
    Dataset<Row> sets = persisted(ShingleSets.of(survivors, section.shingle()));
    Dataset<Row> pairs =
        persisted(NearPairs.measured(NearPairs.candidates(sets, threshold(), banding, seed), sets));
    Dataset<Row> near = pairs.where(col(NearPairs.JACCARD).geq(threshold()));
    figures.put("bands", (double) banding.bands());
    figures.put("rows_in_band", (double) banding.rows());
    figures.put("detection_at_threshold", banding.detection(threshold()));
    figures.put("candidate_pairs", (double) pairs.count());
    figures.put("near_pairs", (double) near.count());
    Dataset<Row> members =
        decided(Components.of(near.select(NearPairs.A, NearPairs.B)).join(groups, "id"));
    Dataset<Row> result = persisted(members.join(similarity(members, sets), MEMBER, "left"));
    result.count();
    pairs.unpersist(false);
    sets.unpersist(false);
    return result;
  }

  private static final String[] MEMBER = {"member"};

  private static Dataset<Row> decided(Dataset<Row> ranked) {
    Dataset<Row> best =
        ranked
            .groupBy(Components.COMPONENT)
            .agg(min(struct("trust", "rank", "id")).as("best"), min("smallest").as("cluster"))
            .select(col(Components.COMPONENT), col("best.id").as("kept"), col("cluster"));
    return ranked
        .join(best, Components.COMPONENT)
        .select(col("id").as("member"), col("kept"), col("cluster"));
  }

  private static Dataset<Row> similarity(Dataset<Row> members, Dataset<Row> sets) {
    Dataset<Row> pairs =
        members
            .where(col("member").notEqual(col("kept")))
            .select(col("kept").as(NearPairs.A), col("member").as(NearPairs.B));
    return NearPairs.measured(pairs, sets)
        .select(col(NearPairs.B).as("member"), col(NearPairs.JACCARD));
  }

  private static Dataset<Row> persisted(Dataset<Row> table) {
    return table.persist(StorageLevel.MEMORY_AND_DISK());
  }
}
