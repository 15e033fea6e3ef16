package io.seekforge.corpus;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import io.seekforge.api.LedgerEntry;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.corpus.near.Components;
import io.seekforge.corpus.near.NearPairs;
import io.seekforge.corpus.near.Scratch;
import io.seekforge.corpus.near.ShingleSets;
import io.seekforge.text.minhash.Banding;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Deals documents to train, valid and test so that twins stay together. Twins are documents of one
 * near-duplicate cluster, variants and their parents, and documents whose similarity reaches the
 * recipe's twin threshold; all that hang together go one way, by hash of the seed and the smallest
 * cluster id, or where a forced source sends one of them.
 */
public final class SplitJob implements CorpusJob {
  private static final String STAGE = StageName.SPLIT.word();

  private static final StructType ASSIGNED =
      new StructType().add("component", DataTypes.StringType).add("split", DataTypes.StringType);

  @Override
  public StageName stage() {
    return StageName.SPLIT;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public StageCounts run(SparkSession spark, Recipe recipe, StageFolder input, StageFolder output) {
    try (Scratch scratch = new Scratch(spark, output)) {
      Dataset<Row> documents = DocumentTable.read(spark, input.documents());
      SortedMap<String, Double> figures = new TreeMap<>();
      Dataset<Row> members = scratch.keep(members(documents, recipe, scratch, figures));
      Dataset<Row> decided =
          scratch.keep(members.join(assigned(members, new SplitRule(recipe)), "component"));
      Dataset<Row> split =
          documents
              .drop("split")
              .join(decided.select("id", "split"), "id")
              .select(DocumentTable.columns());
      long total = DocumentTable.write(split, output.documents());
      LedgerTable.write(conflicts(decided), output.ledger());
      addFigures(decided, figures);
      return new StageCounts(total, total, 0, LedgerTable.reasons(spark, output.ledger()), figures);
    }
  }

  /** One row per document: id, cluster, forced split or "", component. */
  private static Dataset<Row> members(
      Dataset<Row> documents, Recipe recipe, Scratch scratch, SortedMap<String, Double> figures) {
    Dataset<Row> facts =
        documents.select(
            col("id"),
            when(col("cluster").equalTo(""), col("id")).otherwise(col("cluster")).as("cluster"),
            col("parent"),
            col("split").as("forced")); // collect sets it where a source forces it
    Dataset<Row> components =
        Components.of(twins(documents, recipe, scratch, figures).union(family(facts)), scratch);
    return facts
        .join(components, new String[] {"id"}, "left")
        .select(
            col("id"),
            col("cluster"),
            col("forced"),
            coalesce(col("component"), col("id")).as("component"));
  }

  /** Pairs at the twin threshold; twice dedup's permutations, since a miss here is a leak. */
  private static Dataset<Row> twins(
      Dataset<Row> documents, Recipe recipe, Scratch scratch, SortedMap<String, Double> figures) {
    double threshold = Math.min(recipe.split().twinThreshold(), 1);
    Banding banding = Banding.forThreshold(threshold, 2 * recipe.dedup().permutations());
    figures.put("detection_at_threshold", banding.detection(threshold));
    Dataset<Row> sets = scratch.keep(ShingleSets.of(documents, recipe.dedup().shingle()));
    Dataset<Row> pairs =
        scratch.keep(
            NearPairs.measured(NearPairs.candidates(sets, threshold, banding, recipe.seed()), sets)
                .where(col(NearPairs.JACCARD).geq(recipe.split().twinThreshold()))
                .select(NearPairs.A, NearPairs.B));
    figures.put("twin_pairs", (double) pairs.count());
    return pairs;
  }

  /** Edges between documents of one cluster and between a variant and its parent. */
  private static Dataset<Row> family(Dataset<Row> facts) {
    Dataset<Row> first = facts.groupBy("cluster").agg(min("id").as("first"));
    Dataset<Row> clusters =
        facts
            .join(first, "cluster")
            .where(col("id").notEqual(col("first")))
            .select(col("id").as("a"), col("first").as("b"));
    Dataset<Row> parents =
        facts
            .where(col("parent").notEqual(""))
            .join(facts.select(col("id").as("parent")), new String[] {"parent"}, "left_semi")
            .select(col("id").as("a"), col("parent").as("b"));
    return clusters.union(parents);
  }

  private static Dataset<Row> assigned(Dataset<Row> members, SplitRule rule) {
    return members
        .groupBy("component")
        .agg(min("cluster"), forcing("test"), forcing("valid"), forcing("train"))
        .map(
            (MapFunction<Row, Row>)
                row ->
                    RowFactory.create(
                        row.getString(0),
                        rule.split(
                            row.getString(1),
                            row.getBoolean(2),
                            row.getBoolean(3),
                            row.getBoolean(4))),
            Encoders.row(ASSIGNED));
  }

  private static Column forcing(String split) {
    return max(col("forced").equalTo(split));
  }

  private static Dataset<Row> conflicts(Dataset<Row> decided) {
    return decided
        .where(col("forced").notEqual("").and(col("forced").notEqual(col("split"))))
        .select("id", "forced", "split", "component")
        .map(
            (MapFunction<Row, Row>)
                row ->
                    LedgerTable.row(
                        LedgerEntry.rewrite(
                            row.getString(0),
                            STAGE,
                            "split_conflict",
                            row.getString(2),
                            new Detail()
                                .with("forced", row.getString(1))
                                .with("component", row.getString(3))
                                .toString())),
            LedgerTable.ENCODER);
  }

  private static void addFigures(Dataset<Row> decided, SortedMap<String, Double> figures) {
    for (String split : List.of("train", "valid", "test")) {
      figures.put("documents_" + split, 0.0);
    }
    for (Row row : decided.groupBy("split").count().collectAsList()) {
      figures.put("documents_" + row.getString(0), (double) row.getLong(1));
    }
    Row sizes =
        decided
            .groupBy("component")
            .agg(count(lit(1)).as("size"))
            .agg(count(lit(1)), max("size"))
            .first();
    figures.put("twin_components", (double) sizes.getLong(0));
    figures.put("largest_twin_component", sizes.isNullAt(1) ? 0.0 : sizes.getLong(1));
  }
}
