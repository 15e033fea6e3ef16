package io.seekforge.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.api.PackedSequence;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.EvaluateSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.training.evaluate.Chunk;
import io.seekforge.training.evaluate.Evaluation;
import io.seekforge.training.resident.FolderModel;
import io.seekforge.training.resident.ModelContext;
import io.seekforge.training.shard.EvaluationCase;
import io.seekforge.training.shard.ShardSummary;
import io.seekforge.training.store.HadoopFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Scores base and tuned on what was held out: loss and perplexity on the split's shards, greedy
 * answers to its cases, and the loss on general texts that shows forgetting. Output: {@code
 * evaluation.json}, {@code predictions.jsonl}.
 */
public final class EvaluateStage implements TrainingJob {
  private final TokenDecoder decoder;
  private final Supplier<List<PackedSequence>> general;

  /**
   * The caller owns the tokenizer.
   *
   * @param decoder text of generated tokens
   * @param general token sequences of the general texts; asked only if the recipe names some
   */
  public EvaluateStage(TokenDecoder decoder, Supplier<List<PackedSequence>> general) {
    this.decoder = decoder;
    this.general = general;
  }

  @Override
  public StageName stage() {
    return StageName.EVALUATE;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<StageName> inputs() {
    return List.of(StageName.PACK, StageName.TRAIN);
  }

  @Override
  public List<String> dictionaries(Recipe recipe) {
    List<String> files = new ArrayList<>(FolderModel.files(recipe.model().path()));
    Path tokenizer = Path.of(recipe.model().tokenizerPath(), "tokenizer.json");
    if (Files.exists(tokenizer)) {
      files.add(tokenizer.toString());
    }
    if (!recipe.evaluate().general().isEmpty()) {
      files.add(recipe.evaluate().general());
    }
    return List.copyOf(files);
  }

  @Override
  public StageCounts run(
      JavaSparkContext spark,
      Recipe recipe,
      StageInputs inputs,
      StageFolder output,
      Progress progress) {
    Configuration configuration = spark.hadoopConfiguration();
    FolderModel base = FolderModel.of(recipe.model().path(), recipe.model().precision());
    SerializableConfiguration hadoop = new SerializableConfiguration(configuration);
    HadoopFolder train = new HadoopFolder(inputs.folder(StageName.TRAIN).root(), configuration);
    ModelContext context = new ModelContext(base, Method.of(recipe, train), hadoop);
    try (Sent<SerializableConfiguration> sent = Sent.of(spark, hadoop);
        Sent<ModelContext> model = Sent.of(spark, context)) {
      StageFolder pack = inputs.folder(StageName.PACK);
      List<ShardSummary> shards =
          ShardSurvey.of(spark, sent.broadcast(), pack, recipe.evaluate().split());
      ModelStart start =
          ModelStart.of(spark, model.broadcast(), recipe.seed(), ExchangePath.none(recipe.train()));
      start.checkIds(shards);
      byte[] parameters = TunedParameters.read(recipe, train, start.layout());
      Evaluation.Questions questions = questions(recipe.evaluate(), pack, shards, configuration);
      progress.message("evaluate: " + questions.cases().size() + " cases");
      HadoopFolder answers = new HadoopFolder(output.root(), configuration);
      SortedMap<String, Double> figures =
          new Evaluation(spark, model.broadcast(), recipe.evaluate(), decoder::decode)
              .run(
                  questions,
                  parameters,
                  matrix(spark, recipe, base, start, inputs, parameters, answers),
                  answers);
      long asked = questions.cases().size();
      return new StageCounts(asked, asked, 0, new TreeMap<>(), figures);
    }
  }

  /** Domains by models, with {@code method: mixture}; null otherwise. */
  private ObjectNode matrix(
      JavaSparkContext spark,
      Recipe recipe,
      FolderModel base,
      ModelStart start,
      StageInputs inputs,
      byte[] parameters,
      HadoopFolder output) {
    if (!Method.mixture(recipe)) {
      return null;
    }
    StageFolder pack = inputs.folder(StageName.PACK);
    StageFolder train = inputs.folder(StageName.TRAIN);
    List<EvaluationCase> all =
        recipe.evaluate().maxCases() == 0
            ? List.of()
            : cases(recipe.evaluate(), pack, spark.hadoopConfiguration(), Integer.MAX_VALUE);
    return new DomainMatrix(spark, recipe, base, start.config(), pack, train, decoder)
        .measure(all, parameters, output);
  }

  private Evaluation.Questions questions(
      EvaluateSection section,
      StageFolder pack,
      List<ShardSummary> shards,
      Configuration configuration) {
    return new Evaluation.Questions(
        Chunk.ofShards(shards, section.maxSequences()),
        cases(section, pack, configuration, section.maxCases()),
        section.general().isEmpty() ? List.of() : Chunk.of(general.get()));
  }

  private static List<EvaluationCase> cases(
      EvaluateSection section, StageFolder pack, Configuration configuration, int most) {
    HadoopFolder folder = new HadoopFolder(pack.cases(), configuration);
    List<EvaluationCase> cases = new ArrayList<>();
    for (String name : folder.names()) {
      if (name.endsWith(".parquet")) {
        cases.addAll(
            EvaluationCase.read(
                folder.location(name), configuration, section.split(), most - cases.size()));
      }
    }
    return cases;
  }
}
