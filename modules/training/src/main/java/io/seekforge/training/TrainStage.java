package io.seekforge.training;

import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.model.ExpertParameters;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.MixtureConfig;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.RouterLosses;
import io.seekforge.model.Trainable;
import io.seekforge.model.checkpoint.DeltaCheckpoint;
import io.seekforge.model.checkpoint.HfCheckpoint;
import io.seekforge.model.checkpoint.MixtureAdapter;
import io.seekforge.model.checkpoint.PeftAdapter;
import io.seekforge.training.resident.FolderModel;
import io.seekforge.training.store.HadoopFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Trains the base model on the packed shards. Output: {@code training.jsonl}, {@code checkpoints/},
 * and {@code adapter/} (PEFT), with {@code method: full} {@code model/} (Hugging Face), with {@code
 * method: experts} {@code routing/} and {@code delta/} (the changed tensors), with {@code method:
 * mixture} {@code branches/}, {@code union/} and {@code mixture/} ({@link MixtureTraining}).
 *
 * <p>A killed run goes on from its newest checkpoint and ends with the same bytes: the runner must
 * keep the stage's folder although it has no manifest yet.
 */
public final class TrainStage implements TrainingJob {
  /** What a recipe trains. */
  public static Trainable trainable(Recipe recipe) {
    return Method.of(recipe);
  }

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
    List<String> files = new ArrayList<>(FolderModel.files(recipe.model().path()));
    if (!recipe.train().experts().config().isEmpty()) {
      files.add(recipe.train().experts().config());
    }
    return List.copyOf(files);
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
    FolderModel base = FolderModel.of(recipe.model().path(), recipe.model().precision());
    StageFolder pack = inputs.folder(StageName.PACK);
    HadoopFolder folder = new HadoopFolder(output.root(), spark.hadoopConfiguration());
    if (Method.experts(recipe)) {
      ExpertChoice.make(spark, recipe, base, pack, folder, progress);
    }
    if (Method.mixture(recipe)) {
      return mixture(spark, recipe, base, pack, output, progress);
    }
    Trainable trainable = Method.of(recipe, folder);
    RouterLosses losses = RouterChoice.of(recipe, Path.of(base.folder()), trainable, progress);
    TrainingRun.Outcome outcome =
        new TrainingRun(spark, recipe, base, trainable, losses, pack, output, progress).run();
    output(recipe, base, trainable, outcome, output).write(spark, outcome.values());
    return new StageCounts(
        outcome.sequences(), outcome.sequences(), 0, new TreeMap<>(), outcome.figures());
  }

  private static StageCounts mixture(
      JavaSparkContext spark,
      Recipe recipe,
      FolderModel base,
      StageFolder pack,
      StageFolder output,
      Progress progress) {
    TrainingRun.Outcome outcome =
        new MixtureTraining(spark, recipe, base, pack, output, progress).run();
    MixtureConfig mixture = (MixtureConfig) Method.of(recipe);
    String named = recipe.model().path();
    double balance = RouterChoice.ofMixture(recipe.train().router()).balance();
    ParameterLayout layout = outcome.layout();
    new ModelOutput(
            Method.MIXTURE,
            output.child(Method.MIXTURE),
            (folder, values) ->
                MixtureAdapter.write(folder, mixture, layout, values, named, balance))
        .write(spark, outcome.values());
    return new StageCounts(
        outcome.sequences(), outcome.sequences(), 0, new TreeMap<>(), outcome.figures());
  }

  private static ModelOutput output(
      Recipe recipe,
      FolderModel base,
      Trainable trainable,
      TrainingRun.Outcome outcome,
      StageFolder output) {
    ParameterLayout layout = outcome.layout();
    if (trainable instanceof LoraConfig lora) {
      String named = recipe.model().path();
      return new ModelOutput(
          Method.ADAPTER,
          output.root() + "/" + Method.ADAPTER,
          (folder, values) -> PeftAdapter.write(folder, lora, layout, values, named));
    }
    String original = base.folder();
    if (trainable instanceof ExpertParameters experts) {
      return new ModelOutput(
          Method.DELTA,
          output.root() + "/" + Method.DELTA,
          (folder, values) ->
              DeltaCheckpoint.write(folder, Path.of(original), experts.config(), layout, values));
    }
    return new ModelOutput(
        Method.MODEL,
        output.root() + "/" + Method.MODEL,
        (folder, values) -> HfCheckpoint.write(folder, Path.of(original), layout, values));
  }
}
