package io.seekforge.corpus;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import io.seekforge.api.LedgerEntry;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.DedupSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.SemanticSection;
import io.seekforge.corpus.near.NearPairs;
import io.seekforge.corpus.near.RecordPairs;
import io.seekforge.corpus.near.Scratch;
import io.seekforge.corpus.semantic.Embedder;
import io.seekforge.corpus.semantic.EmbedderSource;
import io.seekforge.corpus.semantic.HashedEmbedder;
import io.seekforge.text.records.RecordSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Removes copies and near-copies. Records that are equal once case, width and white space are
 * folded form a group, whose best record survives; survivors whose shingle sets are alike enough
 * form a component, whose best survivor is kept; of those, if the recipe asks for it, documents go
 * that say what a better one says in other words. Every other record has one ledger row that names
 * the kept document.
 */
public final class DedupJob implements CorpusJob {
  private static final String STAGE = StageName.DEDUP.word();

  /** The document kept for a survivor before meanings were compared. */
  private static final String NEAR_KEPT = "near_kept";

  /** Whether the document kept is one that was there already. */
  private static final String AGAINST = "against";

  private final EmbedderSource checkpoints;

  /** Without an engine for checkpoints. */
  public DedupJob() {
    this(EmbedderSource.NONE);
  }

  /**
   * @param checkpoints gives the embedder {@code model}
   */
  public DedupJob(EmbedderSource checkpoints) {
    this.checkpoints = checkpoints;
  }

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
    List<String> files = new ArrayList<>(recipe.dedup().against());
    if (recipe.dedup().semantic().embedder().equals("model")) {
      files.addAll(checkpoints.files(recipe));
    }
    return files;
  }

  @Override
  public StageCounts run(SparkSession spark, Recipe recipe, StageFolder input, StageFolder output) {
    SemanticSection semantic = recipe.dedup().semantic();
    Supplier<StageCounts> work = () -> deduplicated(spark, recipe, input, output);
    return semantic.enabled() && semantic.embedder().equals("openai")
        ? RunningTasks.outlived(spark.sparkContext(), semantic.timeoutSeconds(), work)
        : work.get();
  }

  private StageCounts deduplicated(
      SparkSession spark, Recipe recipe, StageFolder input, StageFolder output) {
    try (Scratch scratch = new Scratch(spark, output)) {
      Dataset<Row> documents = DocumentTable.read(spark, input.documents());
      Dataset<Row> all = scratch.keep(records(documents, recipe));
      Dataset<Row> records = all;
      Dataset<Row> ledger = spark.createDataFrame(List.of(), LedgerTable.SCHEMA);
      SortedMap<String, Double> figures = new TreeMap<>();
      KnownDocuments known = null;
      if (!recipe.dedup().against().isEmpty()) {
        known = new KnownDocuments(spark, recipe, scratch);
        Dataset<Row> copies = known.copies(all);
        ledger = known.ledger(copies);
        records = scratch.keep(all.join(copies, ExactGroups.PLACE, "left_anti"));
        figures.put("against_drops", (double) copies.count());
      }
      Dataset<Row> groups = scratch.keep(ExactGroups.of(records));
      Dataset<Row> members =
          new NearGroups(recipe.dedup(), recipe.seed(), scratch).members(records, groups, figures);
      Dataset<Row> decisions = scratch.keep(decisions(groups, members));
      addClusters(decisions, recipe.dedup(), figures);
      if (recipe.dedup().semantic().enabled()) {
        SemanticDuplicates semantic =
            new SemanticDuplicates(
                recipe.dedup().semantic(), recipe.seed(), embedder(recipe, output), scratch);
        Dataset<Row> texts = scratch.keep(texts(documents, decisions));
        Dataset<Row> drops = semantic.drops(texts, known == null ? null : known.texts(), figures);
        decisions = scratch.keep(merged(decisions, drops));
        ledger = ledger.union(semantic.ledger(texts));
        figures.put("semantic_drops", (double) drops.count());
      }
      long total = all.count();
      long kept = DocumentTable.write(kept(documents, decisions), output.documents());
      LedgerTable.write(ledger.union(ledger(records, decisions, recipe.dedup())), output.ledger());
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
            col(RecordPairs.EVIDENCE),
            col("trust"),
            col("rank"),
            coalesce(col("kept"), col("id")).as(NEAR_KEPT),
            lit(false).as(AGAINST),
            lit(null).cast("double").as(SemanticDuplicates.COSINE));
  }

  private Embedder embedder(Recipe recipe, StageFolder output) {
    SemanticSection section = recipe.dedup().semantic();
    return switch (section.embedder()) {
      case "openai" -> new EndpointEmbedder(section, output);
      case "hashed" -> new HashedEmbedder();
      default -> checkpoints.of(recipe);
    };
  }

  /** Documents that are kept so far, with their ranks. */
  private static Dataset<Row> texts(Dataset<Row> documents, Dataset<Row> decisions) {
    return documents
        .select("id", "file", "position", "text")
        .join(winners(decisions, "trust", "rank"), ExactGroups.PLACE)
        .select("id", "text", "trust", "rank");
  }

  /** All that was kept for a document that goes is kept for its leader; clusters become one. */
  private static Dataset<Row> merged(Dataset<Row> decisions, Dataset<Row> drops) {
    Dataset<Row> moved =
        drops.select(
            col("id").as(NEAR_KEPT),
            col("leader"),
            col(AGAINST).as("moved_against"),
            col(SemanticDuplicates.COSINE).as("moved_cosine"));
    Dataset<Row> decided =
        decisions
            .drop(AGAINST, SemanticDuplicates.COSINE)
            .join(moved, new String[] {NEAR_KEPT}, "left")
            .withColumn("kept", coalesce(col("leader"), col("kept")))
            .withColumn(AGAINST, coalesce(col("moved_against"), lit(false)))
            .withColumnRenamed("moved_cosine", SemanticDuplicates.COSINE);
    Dataset<Row> clusters = decided.groupBy("kept").agg(min("cluster").as("cluster"));
    return decided.drop("cluster").join(clusters, "kept").select(names(decisions));
  }

  private static Column[] names(Dataset<Row> table) {
    return Arrays.stream(table.columns()).map(functions::col).toArray(Column[]::new);
  }

  /** Places of the survivors that are kept, with further columns of theirs. */
  private static Dataset<Row> winners(Dataset<Row> decisions, String... further) {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                col("survivor").as("id"),
                col("survivor_file").as("file"),
                col("survivor_position").as("position")));
    for (String name : further) {
      columns.add(col(name));
    }
    return decisions
        .where(col("survivor").equalTo(col("kept")))
        .select(columns.toArray(Column[]::new));
  }

  private static Dataset<Row> kept(Dataset<Row> documents, Dataset<Row> decisions) {
    return documents
        .drop(DocumentTable.CLUSTER)
        .join(winners(decisions, DocumentTable.CLUSTER), ExactGroups.PLACE)
        .select(DocumentTable.columns());
  }

  private static Dataset<Row> ledger(
      Dataset<Row> records, Dataset<Row> decisions, DedupSection section) {
    double threshold = section.threshold();
    double evidence = section.records().evidence();
    double meaning = section.semantic().threshold();
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
            col(RecordPairs.EVIDENCE),
            col(NEAR_KEPT),
            col(AGAINST),
            col(SemanticDuplicates.COSINE))
        .map(
            (MapFunction<Row, Row>)
                row -> LedgerTable.row(entry(row, threshold, evidence, meaning)),
            LedgerTable.ENCODER);
  }

  private static LedgerEntry entry(Row row, double threshold, double evidence, double meaning) {
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
    String nearKept = row.getString(9);
    detail.with("cluster", row.getString(5));
    if (survivor.equals(nearKept)) {
      if (row.getBoolean(10)) {
        detail.with("against", true);
      }
      return LedgerEntry.duplicate(
          id,
          STAGE,
          "semantic_duplicate",
          rounded(row.getDouble(11)),
          Double.toString(meaning),
          kept,
          detail.toString());
    }
    boolean record = !row.isNullAt(8);
    double value = row.getDouble(record ? 8 : 6);
    double least = record ? evidence : threshold;
    if (value < least) {
      detail.with("chained", true); // alike through other members of the component
    }
    if (!nearKept.equals(kept)) {
      detail.with("like", nearKept); // measured to this one, which went for the kept one's meaning
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
