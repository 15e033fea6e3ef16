package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import io.seekforge.api.recipe.DedupSection;
import io.seekforge.corpus.near.Components;
import io.seekforge.corpus.near.NearPairs;
import io.seekforge.corpus.near.Scratch;
import io.seekforge.corpus.near.ShingleSets;
import io.seekforge.text.minhash.Banding;
import java.util.SortedMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Components of near-duplicates among the best records of the exact groups. */
final class NearGroups {
  private static final String[] MEMBER = {"member"};

  private final DedupSection section;
  private final Banding banding;
  private final long seed;
  private final Scratch scratch;

  NearGroups(DedupSection section, long seed, Scratch scratch) {
    this.section = section;
    this.seed = seed;
    this.scratch = scratch;
    this.banding = Banding.forThreshold(threshold(), section.permutations());
  }

  private double threshold() {
    return Math.min(section.threshold(), 1);
  }

  /**
   * One row per document that has near-duplicates: {@code member}, the {@code kept} one of its
   * component, the {@code cluster} (smallest id), and the {@code jaccard} similarity of member and
   * kept, null where they are the same.
   *
   * @param records all records with their shingle sets
   * @param groups exact groups
   * @param figures takes the numbers of the search
   */
  Dataset<Row> members(
      Dataset<Row> records, Dataset<Row> groups, SortedMap<String, Double> figures) {
    Dataset<Row> survivors =
        section.threshold() > 1
            ? records.limit(0)
            : records.join(
                groups.select(col("id"), col("file"), col("position")),
                ExactGroups.PLACE,
                "left_semi");
    Dataset<Row> sets = scratch.keep(survivors.select(col("id"), col(ShingleSets.SHINGLES)));
    Dataset<Row> pairs =
        scratch.keep(
            NearPairs.measured(NearPairs.candidates(sets, threshold(), banding, seed), sets));
    Dataset<Row> near = pairs.where(col(NearPairs.JACCARD).geq(threshold()));
    figures.put("bands", (double) banding.bands());
    figures.put("rows_in_band", (double) banding.rows());
    figures.put("detection_at_threshold", banding.detection(threshold()));
    figures.put("candidate_pairs", (double) pairs.count());
    figures.put("near_pairs", (double) near.count());
    Dataset<Row> components = Components.of(near.select(NearPairs.A, NearPairs.B), scratch);
    Dataset<Row> members = scratch.keep(decided(components.join(groups, "id")));
    return scratch.keep(members.join(similarity(members, sets), MEMBER, "left"));
  }

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
}
