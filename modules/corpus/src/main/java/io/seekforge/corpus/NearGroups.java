package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;

import io.seekforge.api.recipe.DedupSection;
import io.seekforge.corpus.near.Components;
import io.seekforge.corpus.near.NearPairs;
import io.seekforge.corpus.near.RecordPairs;
import io.seekforge.corpus.near.Scratch;
import io.seekforge.corpus.near.ShingleSets;
import io.seekforge.text.minhash.Banding;
import io.seekforge.text.records.RecordSchema;
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
  private final RecordSchema schema;

  NearGroups(DedupSection section, long seed, Scratch scratch) {
    this.section = section;
    this.seed = seed;
    this.scratch = scratch;
    this.banding = Banding.forThreshold(threshold(), section.permutations());
    this.schema = new RecordSchema(section.records().fields());
  }

  private double threshold() {
    return Math.min(section.threshold(), 1);
  }

  /**
   * One row per document that has near-duplicates: {@code member}, the {@code kept} one of its
   * component, the {@code cluster} (smallest id), and of member and kept the {@code jaccard}
   * similarity or, for records, the {@code evidence}; both null where they are the same.
   *
   * @param records all records with their shingle sets and fields
   * @param groups exact groups
   * @param figures takes the numbers of the search
   */
  Dataset<Row> members(
      Dataset<Row> records, Dataset<Row> groups, SortedMap<String, Double> figures) {
    Dataset<Row> survivors =
        records.join(
            groups.select(col("id"), col("file"), col("position")), ExactGroups.PLACE, "left_semi");
    Dataset<Row> sets = scratch.keep(sets(survivors));
    Dataset<Row> edges = texts(sets, figures);
    if (schema.isEmpty()) {
      Dataset<Row> members = members(edges, groups);
      return scratch.keep(
          members
              .join(similarity(members, sets), MEMBER, "left")
              .withColumn(RecordPairs.EVIDENCE, lit(null).cast("double")));
    }
    Dataset<Row> fields = scratch.keep(fields(survivors));
    Dataset<Row> members = members(edges.union(records(fields, figures)), groups);
    return scratch.keep(
        members
            .join(similarity(members, sets), MEMBER, "left")
            .join(evidence(members, fields), MEMBER, "left"));
  }

  private Dataset<Row> sets(Dataset<Row> survivors) {
    Dataset<Row> sets = survivors.select(col("id"), col(ShingleSets.SHINGLES));
    return section.threshold() > 1 ? sets.limit(0) : sets;
  }

  static Dataset<Row> fields(Dataset<Row> records) {
    return records
        .where(size(col(RecordPairs.FIELDS)).gt(0))
        .select(col("id"), col(RecordPairs.FIELDS));
  }

  private Dataset<Row> texts(Dataset<Row> sets, SortedMap<String, Double> figures) {
    Dataset<Row> pairs =
        scratch.keep(
            NearPairs.measured(NearPairs.candidates(sets, threshold(), banding, seed), sets));
    Dataset<Row> near = pairs.where(col(NearPairs.JACCARD).geq(threshold()));
    figures.put("bands", (double) banding.bands());
    figures.put("rows_in_band", (double) banding.rows());
    figures.put("detection_at_threshold", banding.detection(threshold()));
    figures.put("candidate_pairs", (double) pairs.count());
    figures.put("near_pairs", (double) near.count());
    return near.select(NearPairs.A, NearPairs.B);
  }

  private Dataset<Row> records(Dataset<Row> fields, SortedMap<String, Double> figures) {
    RecordPairs records = new RecordPairs(schema);
    Dataset<Row> pairs = scratch.keep(records.measured(records.candidates(fields), fields));
    Dataset<Row> same = pairs.where(col(RecordPairs.EVIDENCE).geq(section.records().evidence()));
    figures.put("record_candidate_pairs", (double) pairs.count());
    figures.put("record_pairs", (double) same.count());
    return same.select(NearPairs.A, NearPairs.B);
  }

  private Dataset<Row> members(Dataset<Row> edges, Dataset<Row> groups) {
    return scratch.keep(decided(Components.of(edges, scratch).join(groups, "id")));
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
    return NearPairs.measured(withKept(members), sets)
        .select(col(NearPairs.B).as("member"), col(NearPairs.JACCARD));
  }

  private Dataset<Row> evidence(Dataset<Row> members, Dataset<Row> fields) {
    return new RecordPairs(schema)
        .measured(withKept(members), fields)
        .select(col(NearPairs.B).as("member"), col(RecordPairs.EVIDENCE));
  }

  private static Dataset<Row> withKept(Dataset<Row> members) {
    return members
        .where(col("member").notEqual(col("kept")))
        .select(col("kept").as(NearPairs.A), col("member").as(NearPairs.B));
  }
}
