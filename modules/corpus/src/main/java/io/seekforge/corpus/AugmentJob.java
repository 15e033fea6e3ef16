package io.seekforge.corpus;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.sum;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.AugmentSection;
import io.seekforge.api.recipe.Recipe;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Adds back-translated variants of training documents. A variant carries its parent, cluster and
 * split; one that says what is there already is left out ({@link VariantFilter}). Off, the
 * documents pass as they are.
 */
public final class AugmentJob implements CorpusJob {
  private static final double HASH_RANGE = (double) (1L << 52);

  @Override
  public StageName stage() {
    return StageName.AUGMENT;
  }

  @Override
  public int version() {
    return 2;
  }

  /** The glossaries, whose terms must survive. */
  @Override
  public List<String> dictionaries(Recipe recipe) {
    return recipe.augment().enabled() ? GlossaryFiles.paths(recipe.normalize()) : List.of();
  }

  @Override
  public StageCounts run(SparkSession spark, Recipe recipe, StageFolder input, StageFolder output) {
    Dataset<Row> documents = DocumentTable.read(spark, input.documents());
    if (!recipe.augment().enabled()) {
      long total = DocumentTable.write(documents, output.documents());
      LedgerTable.writeEmpty(spark, output.ledger());
      return new StageCounts(total, total, 0, new TreeMap<>(Map.of()), new TreeMap<>(Map.of()));
    }
    Dataset<Row> outcomes = outcomes(spark, recipe, documents, output);
    outcomes.persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> made = column(outcomes, BackTranslationTask.VARIANTS);
    VariantFilter filter = new VariantFilter(documents, made, recipe.dedup(), recipe.seed());
    try {
      long total = documents.count();
      Dataset<Row> fresh = filter.fresh().select(DocumentTable.columns());
      long written = DocumentTable.write(documents.union(fresh), output.documents());
      LedgerTable.write(
          column(outcomes, BackTranslationTask.ENTRIES)
              .union(filter.ledger(recipe.dedup().threshold())),
          output.ledger());
      SortedMap<String, Long> reasons = LedgerTable.reasons(spark, output.ledger());
      return new StageCounts(total, written, 0, reasons, figures(outcomes, written - total));
    } finally {
      filter.release();
      outcomes.unpersist(false);
    }
  }

  private static Dataset<Row> outcomes(
      SparkSession spark, Recipe recipe, Dataset<Row> documents, StageFolder output) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    BackTranslationTask task =
        new BackTranslationTask(
            recipe.augment(),
            GlossaryFiles.read(recipe.normalize(), hadoop),
            cacheFolder(output),
            apiKey(recipe.augment()),
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                .broadcast(new SerializableConfiguration(hadoop)));
    return chosen(documents, recipe.augment()).mapPartitions(task, BackTranslationTask.ENCODER);
  }

  /** The key from the driver's environment; executors get it with their tasks, no file holds it. */
  private static String apiKey(AugmentSection settings) {
    String name = settings.apiKeyEnv();
    String key = name.isEmpty() ? "" : System.getenv(name);
    if (key == null || !name.isEmpty() && key.isBlank()) {
      throw new SeekforgeException(
          "Cannot reach %s: the environment variable %s (augment.api-key-env) is not set"
              .formatted(settings.endpoint(), name));
    }
    return key;
  }

  /** Training documents, the wanted share of them by a hash of their id. */
  private static Dataset<Row> chosen(Dataset<Row> documents, AugmentSection settings) {
    Column draw =
        conv(substring(sha2(col(DocumentTable.ID), 256), 1, 13), 16, 10)
            .cast("double")
            .divide(HASH_RANGE);
    return documents.where(
        col(DocumentTable.SPLIT).equalTo("train").and(draw.lt(settings.share())));
  }

  private static Dataset<Row> column(Dataset<Row> outcomes, String name) {
    return outcomes.select(explode(col(name)).as("item")).select("item.*");
  }

  /** Tokens are what the translations cost when they were made, so that a re-run says the same. */
  private static SortedMap<String, Double> figures(Dataset<Row> outcomes, long variants) {
    Row tokens =
        outcomes
            .agg(
                coalesce(sum(BackTranslationTask.PROMPT_TOKENS), lit(0L)),
                coalesce(sum(BackTranslationTask.COMPLETION_TOKENS), lit(0L)))
            .first();
    SortedMap<String, Double> figures = new TreeMap<>();
    figures.put("variants", (double) variants);
    figures.put("documents_chosen", (double) outcomes.count());
    figures.put("prompt_tokens", (double) tokens.getLong(0));
    figures.put("completion_tokens", (double) tokens.getLong(1));
    return figures;
  }

  /** {@code <workspace>/<recipe>/cache/translations}: shared by all versions of the stage. */
  private static String cacheFolder(StageFolder output) {
    Path stage = new Path(output.root()).getParent();
    return new Path(stage.getParent(), "cache/translations").toString();
  }
}
