package io.seekforge.corpus;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import io.seekforge.api.LedgerEntry;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.DedupSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.corpus.near.NearPairs;
import io.seekforge.corpus.near.RecordPairs;
import io.seekforge.corpus.near.Scratch;
import io.seekforge.text.records.RecordSchema;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Removes copies and near-copies. Records that are equal once case, width and white space are
 * folded form a group, whose best record survives; survivors whose shingle sets are alike enough
 * form a component, whose best survivor is kept. Every other record has one ledger row that names
 * the kept document.
 */
public final class DedupJob implements CorpusJob {
  private static final String STAGE = StageName.DEDUP.word();

  @Override
  public StageName stage() {
    return StageName.DEDUP;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public List<String> dictionaries(Recipe recipe) {
    return recipe.dedup().against();
  }

  @Override
  public StageCounts run(SparkSession spark, Recipe recipe, StageFolder input, StageFolder output) {
    try (Scratch scratch = new Scratch(spark, output)) {
      Dataset<Row> documents = DocumentTable.read(spark, input.documents());
      Dataset<Row> all = scratch.keep(records(documents, recipe));
      Dataset<Row> records = all;
      Dataset<Row> ledger = spark.createDataFrame(List.of(), LedgerTable.SCHEMA);
      SortedMap<String, Double> figures = new TreeMap<>();
      if (!recipe.dedup().against().isEmpty()) {
        KnownDocuments known = new KnownDocuments(spark, recipe, scratch);
        Dataset<Row> copies = known.copies(all);
        ledger = known.ledger(copies);
        records = scratch.keep(all.join(copies, ExactGroups.PLACE, "left_anti"));
        figures.put("against_drops", (double) copies.count());
      }
      Dataset<Row> groups = scratch.keep(ExactGroups.of(records));
      Dataset<Row> members =
          new NearGroups(recipe.dedup(), recipe.seed(), scratch).members(records, groups, figures);
      Dataset<Row> decisions = scratch.keep(decisions(groups, members));
      long total = all.count();
      long kept = DocumentTable.write(kept(documents, decisions), output.documents());
      LedgerTable.write(ledger.union(ledger(records, decisions, recipe.dedup())), output.ledger());
      addClusters(decisions, recipe.dedup(), figures);
      return new StageCounts(
          total, kept, total - kept, LedgerTable.reasons(spark, output.ledger()), figures);
    }
  }

  private static Dataset<Row> records(Dataset<Row> documents, Recipe recipe) {
    DedupSection section = recipe.dedup();
    RecordSchema schema = new RecordSchema(section.records().fields());
    return ExactGroups.records(documents, new KeepRank(recipe), section.shingle(), schema);
  }

  /** One row per exact group: its survivor's id and place, the id kept in the end, the cluster. */
  private static Dataset<Row> decisions(Dataset<Row> groups, Dataset<Row> members) {
    return groups
        .join(members, groups.col("id").equalTo(members.col("member")), "left")
        .select(
            col("hash"),
            col("id").as("survivor"),
            col("file").as("survivor_file"),
            col("position").as("survivor_position"),
            coalesce(col("kept"), col("id")).as("kept"),
            coalesce(col("cluster"), col("smallest")).as("cluster"),
            col(NearPairs.JACCARD),
            col(RecordPairs.EVIDENCE));
  }

  private static Dataset<Row> kept(Dataset<Row> documents, Dataset<Row> decisions) {
    Dataset<Row> kept =
        decisions
            .where(col("survivor").equalTo(col("kept")))
            .select(
                col("survivor").as("id"),
                col("survivor_file").as("file"),
                col("survivor_position").as("position"),
                col(DocumentTable.CLUSTER));
    return documents
        .drop(DocumentTable.CLUSTER)
        .join(kept, ExactGroups.PLACE, "inner")
        .select(DocumentTable.columns());
  }

  private static Dataset<Row> ledger(
      Dataset<Row> records, Dataset<Row> decisions, DedupSection section) {
    double threshold = section.threshold();
    double evidence = section.records().evidence();
    Column survives =
        col("id")
            .equalTo(col("survivor"))
            .and(col("file").equalTo(col("survivor_file")))
            .and(col("position").equalTo(col("survivor_position")));
    return records
        .join(decisions, "hash")
        .where(not(survives.and(col("survivor").equalTo(col("kept")))))
        .select(
            col("id"),
            col("file"),
            col("position"),
            col("survivor"),
            col("kept"),
            col("cluster"),
            col(NearPairs.JACCARD),
            survives.as("survives"),
            col(RecordPairs.EVIDENCE))
        .map(
            (MapFunction<Row, Row>) row -> LedgerTable.row(entry(row, threshold, evidence)),
            LedgerTable.ENCODER);
  }

  private static LedgerEntry entry(Row row, double threshold, double evidence) {
    String id = row.getString(0);
    String survivor = row.getString(3);
    String kept = row.getString(4);
    Detail detail = new Detail().with("file", row.getString(1)).with("position", row.getLong(2));
    if (!row.getBoolean(7)) {
      if (!survivor.equals(kept)) {
        detail.with("copy_of", survivor);
      }
      return LedgerEntry.duplicate(id, STAGE, "exact_duplicate", "", "", kept, detail.toString());
    }
    boolean record = !row.isNullAt(8);
    double value = row.getDouble(record ? 8 : 6);
    double least = record ? evidence : threshold;
    detail.with("cluster", row.getString(5));
    if (value < least) {
      detail.with("chained", true); // alike through other members of the component
    }
    return LedgerEntry.duplicate(
        id,
        STAGE,
        record ? "record_duplicate" : "minhash_duplicate",
        rounded(value),
        Double.toString(least),
        kept,
        detail.toString());
  }

  static String rounded(double value) {
    return Double.toString(Math.rint(value * 1e6) / 1e6);
  }

  private static void addClusters(
      Dataset<Row> decisions, DedupSection section, SortedMap<String, Double> figures) {
    Column chained =
        coalesce(
            col(NearPairs.JACCARD).lt(section.threshold()),
            col(RecordPairs.EVIDENCE).lt(section.records().evidence()));
    Dataset<Row> near = decisions.where(chained.isNotNull());
    Row clusters =
        near.groupBy("kept")
            .agg(count(lit(1)).as("dropped"), sum(chained.cast("long")).as("chained"))
            .agg(count(lit(1)), max("dropped"), sum("chained"))
            .first();
    boolean none = clusters.getLong(0) == 0;
    figures.put("near_clusters", (double) clusters.getLong(0));
    figures.put("largest_near_cluster", none ? 0.0 : clusters.getLong(1) + 1.0);
    figures.put("chained_drops", none ? 0.0 : clusters.getLong(2));
  }
}
