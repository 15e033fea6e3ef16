package io.seekforge.corpus;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.sum;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.AugmentSection;
import io.seekforge.api.recipe.AugmentSection.CostSection;
import io.seekforge.api.recipe.AugmentSection.QuestionSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.text.questions.QuestionPrompt;
import io.seekforge.text.translate.ApertiumTranslator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Adds variants of training documents: back-translated ones, ones with small faults, questions with
 * answers. A variant carries its parent, cluster and split; one that says what is there already is
 * left out ({@link VariantFilter}). Off, the documents pass as they are.
 */
public final class AugmentJob implements CorpusJob {
  private static final int MOST_LANGUAGES = 100;
  private static final int LONGEST_PROMPT = 1 << 16;

  @Override
  public StageName stage() {
    return StageName.AUGMENT;
  }

  @Override
  public int version() {
    return 3;
  }

  /** The glossaries, whose terms must survive, and the prompt of questions. */
  @Override
  public List<String> dictionaries(Recipe recipe) {
    List<String> files = new ArrayList<>();
    if (recipe.augment().translates()) {
      files.addAll(GlossaryFiles.paths(recipe.normalize()));
    }
    if (recipe.augment().asksQuestions() && !recipe.augment().questions().prompt().isEmpty()) {
      files.add(recipe.augment().questions().prompt());
    }
    return files;
  }

  @Override
  public StageCounts run(SparkSession spark, Recipe recipe, StageFolder input, StageFolder output) {
    Dataset<Row> documents = DocumentTable.read(spark, input.documents());
    if (!recipe.augment().enabled()) {
      long total = DocumentTable.write(documents, output.documents());
      LedgerTable.writeEmpty(spark, output.ledger());
      return new StageCounts(total, total, 0, new TreeMap<>(Map.of()), new TreeMap<>(Map.of()));
    }
    Supplier<StageCounts> work = () -> augmented(spark, recipe, documents, output);
    return recipe.augment().usesEndpoint()
        ? RunningTasks.outlived(spark.sparkContext(), recipe.augment().timeoutSeconds(), work)
        : work.get();
  }

  private static StageCounts augmented(
      SparkSession spark, Recipe recipe, Dataset<Row> documents, StageFolder output) {
    Dataset<Row> outcomes = outcomes(spark, recipe, documents, output);
    outcomes.persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> made = column(outcomes, AugmentTask.VARIANTS);
    VariantFilter filter = new VariantFilter(documents, made, recipe.dedup(), recipe.seed());
    Dataset<Row> fresh =
        filter.fresh().select(DocumentTable.columns()).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long total = documents.count();
      long written = DocumentTable.write(documents.union(fresh), output.documents());
      LedgerTable.write(
          column(outcomes, AugmentTask.ENTRIES).union(filter.ledger(recipe.dedup().threshold())),
          output.ledger());
      SortedMap<String, Long> reasons = LedgerTable.reasons(spark, output.ledger());
      SortedMap<String, Double> figures =
          figures(outcomes, written - total, recipe.augment().costs());
      addMakers(fresh, figures);
      return new StageCounts(total, written, 0, reasons, figures);
    } finally {
      fresh.unpersist(false);
      filter.release();
      outcomes.unpersist(false);
    }
  }

  private static Dataset<Row> outcomes(
      SparkSession spark, Recipe recipe, Dataset<Row> documents, StageFolder output) {
    AugmentSection settings = recipe.augment();
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Dataset<Row> training = documents.where(col(DocumentTable.SPLIT).equalTo("train"));
    requireEngine(settings, training);
    String key =
        settings.usesEndpoint()
            ? ApiKey.read("augment", settings.endpoint(), settings.apiKeyEnv())
            : "";
    boolean distracts = settings.adversarial().kinds().contains("distractors");
    AugmentTask.Inputs inputs =
        new AugmentTask.Inputs(
            new ArrayList<>(GlossaryFiles.read(recipe.normalize(), hadoop)),
            settings.asksQuestions() ? prompt(settings.questions(), hadoop) : null,
            distracts ? Distractors.of(training) : new TreeMap<>(),
            SharedCache.folder(output, "translations"));
    int tasks = spark.sparkContext().defaultParallelism();
    Dataset<Row> chosen =
        training.filter(
            (FilterFunction<Row>)
                row -> AugmentDraw.any(row.getString(row.fieldIndex(DocumentTable.ID)), settings));
    if (settings.costs().budget() > 0) {
      chosen = chosen.repartition(tasks, col(DocumentTable.ID));
    }
    AugmentTask task =
        new AugmentTask(
            settings,
            recipe.seed(),
            inputs,
            key,
            tasks,
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                .broadcast(new SerializableConfiguration(hadoop)));
    return chosen.mapPartitions(task, AugmentTask.ENCODER);
  }

  /** A missing program or language pair stops the stage before it starts. */
  private static void requireEngine(AugmentSection settings, Dataset<Row> training) {
    if (settings.translator().equals("apertium")) {
      List<String> languages =
          training
              .select(DocumentTable.LANG)
              .distinct()
              .orderBy(DocumentTable.LANG)
              .limit(MOST_LANGUAGES)
              .as(Encoders.STRING())
              .collectAsList();
      try (ApertiumTranslator engine =
          new ApertiumTranslator(
              java.nio.file.Path.of(settings.apertiumData()), settings.timeoutSeconds())) {
        engine.require(languages, settings.pivots());
      }
    }
  }

  private static QuestionPrompt prompt(QuestionSection settings, Configuration hadoop) {
    return new QuestionPrompt(
        settings.prompt().isEmpty() ? "" : text(settings.prompt(), hadoop),
        settings.perDocument(),
        settings.maxChars());
  }

  private static String text(String file, Configuration hadoop) {
    Path path = new Path(file);
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      byte[] bytes = in.readNBytes(LONGEST_PROMPT + 1);
      if (bytes.length > LONGEST_PROMPT) {
        throw new SeekforgeException(
            "Cannot read " + file + ": a prompt has at most " + LONGEST_PROMPT + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new SeekforgeException(
          "Cannot read " + file + " (augment.questions.prompt): " + e.getMessage(), e);
    }
  }

  private static Dataset<Row> column(Dataset<Row> outcomes, String name) {
    return outcomes.select(explode(col(name)).as("item")).select("item.*");
  }

  /** Tokens are what the translations cost when they were made, so that a re-run says the same. */
  private static SortedMap<String, Double> figures(
      Dataset<Row> outcomes, long variants, CostSection costs) {
    Row tokens =
        outcomes
            .agg(
                coalesce(sum(AugmentTask.PROMPT_TOKENS), lit(0L)),
                coalesce(sum(AugmentTask.COMPLETION_TOKENS), lit(0L)))
            .first();
    SortedMap<String, Double> figures = new TreeMap<>();
    figures.put("variants", (double) variants);
    figures.put("documents_chosen", (double) outcomes.count());
    figures.put("prompt_tokens", (double) tokens.getLong(0));
    figures.put("completion_tokens", (double) tokens.getLong(1));
    if (costs.promptPerMillion() + costs.completionPerMillion() > 0) {
      figures.put("cost", costs.of(tokens.getLong(0), tokens.getLong(1)));
    }
    return figures;
  }

  /** Kept variants by what made them. */
  private static void addMakers(Dataset<Row> fresh, SortedMap<String, Double> figures) {
    fresh
        .groupBy(col(DocumentTable.METADATA).getItem("augmented_by").as("maker"))
        .count()
        .select(
            regexp_replace(col("maker"), "^questions:.*", "questions").as("maker"), col("count"))
        .groupBy("maker")
        .agg(sum("count"))
        .collectAsList()
        .forEach(row -> figures.put("variants_" + row.getString(0), (double) row.getLong(1)));
  }
}
