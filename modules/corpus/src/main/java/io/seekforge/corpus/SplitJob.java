package io.seekforge.corpus;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.SplitSection;
import io.seekforge.corpus.near.Components;
import io.seekforge.corpus.near.NearPairs;
import io.seekforge.corpus.near.ShingleSets;
import io.seekforge.text.minhash.Banding;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Deals documents to train, valid and test. Documents alike from {@code twin-threshold} on form a
 * component whose members all go the same way, so that no twin of a test document is trained on.
 * Which way a component goes is decided by a hash of the seed and its smallest id, or by a member
 * whose source forces a split (test before valid before train).
 */
public final class SplitJob implements CorpusJob {
  private static final String COMPONENT = "twins";
  private static final String FORCED = "forced";

  @Override
  public StageName stage() {
    return StageName.SPLIT;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public java.util.List<String> dictionaries(Recipe recipe) {
    return java.util.List.of();
  }

  @Override
  public StageCounts run(SparkSession spark, Recipe recipe, StageFolder input, StageFolder output) {
    Dataset<Row> documents = DocumentTable.read(spark, input.documents());
    Dataset<Row> dealt =
        documents
            .join(
                twins(documents, recipe),
                documents.col(DocumentTable.ID).equalTo(col("twin")),
                "left")
            .drop("twin")
            .withColumn(COMPONENT, coalesce(col(COMPONENT), col(DocumentTable.ID)))
            .persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> decided =
        new SplitDecision(recipe.split(), recipe.seed())
            .decide(dealt, ways(dealt))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long total = DocumentTable.write(SplitDecision.documents(decided), output.documents());
      LedgerTable.write(SplitDecision.ledger(decided), output.ledger());
      return new StageCounts(
          total, total, 0, LedgerTable.reasons(spark, output.ledger()), figures(decided));
    } finally {
      dealt.unpersist(false);
      decided.unpersist(false);
    }
  }

  /** Columns {@code twin} and component of documents that have twins. */
  private static Dataset<Row> twins(Dataset<Row> documents, Recipe recipe) {
    SplitSection settings = recipe.split();
    if (settings.twinThreshold() > 1) {
      return documents
          .limit(0)
          .select(col(DocumentTable.ID).as("twin"), col(DocumentTable.ID).as(COMPONENT));
    }
    Banding banding = Banding.forThreshold(settings.twinThreshold(), recipe.dedup().permutations());
    Dataset<Row> sets = ShingleSets.of(documents, recipe.dedup().shingle());
    Dataset<Row> pairs =
        NearPairs.measured(
                NearPairs.candidates(sets, settings.twinThreshold(), banding, recipe.seed()), sets)
            .where(col(NearPairs.JACCARD).geq(settings.twinThreshold()));
    return Components.of(pairs.select(NearPairs.A, NearPairs.B))
        .select(col(Components.ID).as("twin"), col(Components.COMPONENT).as(COMPONENT));
  }

  /** The forced split of each component that has one. */
  private static Dataset<Row> ways(Dataset<Row> dealt) {
    Column rank =
        when(col(DocumentTable.SPLIT).equalTo("test"), 3)
            .when(col(DocumentTable.SPLIT).equalTo("valid"), 2)
            .when(col(DocumentTable.SPLIT).equalTo("train"), 1)
            .otherwise(0);
    return dealt.groupBy(COMPONENT).agg(max(rank).as(FORCED));
  }

  private static SortedMap<String, Double> figures(Dataset<Row> decided) {
    SortedMap<String, Double> figures = new TreeMap<>();
    for (String split : new String[] {"train", "valid", "test"}) {
      figures.put("documents_" + split, 0.0);
    }
    for (Row row : decided.groupBy(SplitDecision.WAY).count().collectAsList()) {
      figures.put("documents_" + row.getString(0), (double) row.getLong(1));
    }
    Dataset<Row> sizes = decided.groupBy(COMPONENT).count();
    Row largest = sizes.agg(coalesce(max("count"), lit(0L))).first();
    figures.put("largest_twin_component", (double) largest.getLong(0));
    return figures;
  }
}
