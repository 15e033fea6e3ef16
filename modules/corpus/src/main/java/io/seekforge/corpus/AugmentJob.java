package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.AugmentSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.text.words.FoldedText;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Adds back-translated variants of training documents. A variant carries its parent, cluster and
 * split; one that equals a document or another variant (folded by case, width and white space) is
 * left out. Off, the documents pass as they are.
 */
public final class AugmentJob implements CorpusJob {
  private static final double HASH_RANGE = (double) (1L << 52);
  private static final String HASH = "text_hash";
  private static final StructType HASHED =
      new StructType().add(DocumentTable.ID, DataTypes.StringType).add(HASH, DataTypes.StringType);

  @Override
  public StageName stage() {
    return StageName.AUGMENT;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> dictionaries(Recipe recipe) {
    return List.of();
  }

  @Override
  public StageCounts run(SparkSession spark, Recipe recipe, StageFolder input, StageFolder output) {
    Dataset<Row> documents = DocumentTable.read(spark, input.documents());
    AugmentSection settings = recipe.augment();
    if (!settings.enabled()) {
      long total = DocumentTable.write(documents, output.documents());
      LedgerTable.writeEmpty(spark, output.ledger());
      return new StageCounts(total, total, 0, new TreeMap<>(Map.of()), new TreeMap<>(Map.of()));
    }
    requireKey(settings);
    Dataset<Row> outcomes =
        chosen(documents, settings)
            .mapPartitions(
                new BackTranslationTask(settings, cacheFolder(output)), BackTranslationTask.ENCODER)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Dataset<Row> made = column(outcomes, BackTranslationTask.VARIANTS);
      Dataset<Row> variants = made.join(fresh(documents, made), DocumentTable.ID);
      long total = documents.count();
      long written =
          DocumentTable.write(
              documents.unionByName(variants.select(documents.columns()[0], rest(documents))),
              output.documents());
      LedgerTable.write(column(outcomes, BackTranslationTask.ENTRIES), output.ledger());
      SortedMap<String, Double> figures = new TreeMap<>();
      figures.put("variants", (double) (written - total));
      figures.put("round_trips_kept", (double) made.count());
      SortedMap<String, Long> reasons = LedgerTable.reasons(spark, output.ledger());
      return new StageCounts(total, written, 0, reasons, figures);
    } finally {
      outcomes.unpersist(false);
    }
  }

  private static void requireKey(AugmentSection settings) {
    String name = settings.apiKeyEnv();
    if (!name.isEmpty() && System.getenv(name) == null) {
      throw new SeekforgeException(
          "Cannot reach "
              + settings.endpoint()
              + ": the environment variable "
              + name
              + " (augment.api-key-env) is not set");
    }
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

  /** Ids of the variants whose text no document and no variant of a smaller id has. */
  private static Dataset<Row> fresh(Dataset<Row> documents, Dataset<Row> made) {
    Dataset<Row> known = hashed(documents).select(HASH).distinct();
    return hashed(made)
        .join(known, new String[] {HASH}, "left_anti")
        .groupBy(HASH)
        .agg(min(DocumentTable.ID).as(DocumentTable.ID))
        .select(DocumentTable.ID);
  }

  private static Dataset<Row> hashed(Dataset<Row> documents) {
    return documents
        .select(DocumentTable.ID, DocumentTable.TEXT)
        .map(
            (MapFunction<Row, Row>)
                row -> RowFactory.create(row.getString(0), FoldedText.hash(row.getString(1))),
            Encoders.row(HASHED));
  }

  private static String[] rest(Dataset<Row> documents) {
    String[] columns = documents.columns();
    return Arrays.copyOfRange(columns, 1, columns.length);
  }

  private static Dataset<Row> column(Dataset<Row> outcomes, String name) {
    return outcomes.select(explode(col(name)).as("item")).select("item.*");
  }

  /** {@code <workspace>/<recipe>/cache/translations}: shared by all versions of the stage. */
  private static String cacheFolder(StageFolder output) {
    Path stage = new Path(output.root()).getParent();
    return new Path(stage.getParent(), "cache/translations").toUri().getPath();
  }
}
