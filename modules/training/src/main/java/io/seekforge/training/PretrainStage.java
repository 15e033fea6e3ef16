package io.seekforge.training;

import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.ModelSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.model.FullParameters;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.Precision;
import io.seekforge.model.RouterLosses;
import io.seekforge.model.checkpoint.Dtype;
import io.seekforge.model.checkpoint.HfCheckpoint;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.training.resident.RandomModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Trains every parameter of a new model from random weights, in the same rounds as {@link
 * TrainStage}, whatever {@code train.method} says. The Hugging Face checkpoint goes to {@code
 * model.path}, beside what is there; the output folder gets {@code training.jsonl} and {@code
 * checkpoints/}. It takes the place of the stage train, in a folder of the caller's choice.
 */
public final class PretrainStage implements TrainingJob {
  @Override
  public StageName stage() {
    return StageName.TRAIN;
  }

  @Override
  public int version() {
    return TrainingRun.VERSION;
  }

  @Override
  public List<StageName> inputs() {
    return List.of(StageName.PACK);
  }

  @Override
  public List<String> dictionaries(Recipe recipe) {
    return List.of(config(recipe.model()).toString());
  }

  @Override
  public boolean resumable() {
    return true;
  }

  @Override
  public StageCounts run(
      JavaSparkContext spark,
      Recipe recipe,
      StageInputs inputs,
      StageFolder output,
      Progress progress) {
    ModelConfig config = HfConfig.read(config(recipe.model()));
    RandomModel base = new RandomModel(config, recipe.seed(), Precision.FP32);
    StageFolder pack = inputs.folder(StageName.PACK);
    FullParameters all = new FullParameters(recipe.train().router().biasRate() > 0);
    RouterLosses losses = RouterChoice.of(recipe, config(recipe.model()), all, progress);
    TrainingRun.Outcome outcome =
        new TrainingRun(spark, recipe, base, all, losses, pack, output, progress).run();
    write(spark, recipe.model(), outcome);
    return new StageCounts(
        outcome.sequences(), outcome.sequences(), 0, new TreeMap<>(), outcome.figures());
  }

  /** The config.json that the recipe names, by itself or by its folder. */
  private static Path config(ModelSection model) {
    Path named = Path.of(model.config().isEmpty() ? model.path() : model.config());
    return Files.isDirectory(named) ? named.resolve(HfConfig.FILE) : named;
  }

  private static void write(
      JavaSparkContext spark, ModelSection model, TrainingRun.Outcome outcome) {
    Dtype dtype = model.precision().equals("bf16") ? Dtype.BF16 : Dtype.F32;
    String tokenizer = Path.of(model.tokenizerPath()).toAbsolutePath().toString();
    ModelConfig config = outcome.config();
    ParameterLayout layout = outcome.layout();
    new ModelOutput(
            Method.MODEL,
            model.path(),
            (folder, values) ->
                HfCheckpoint.write(folder, config, layout, values, dtype, Path.of(tokenizer)))
        .write(spark, outcome.values());
  }
}
