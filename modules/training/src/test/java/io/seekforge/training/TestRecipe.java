package io.seekforge.training;

import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.AugmentSection;
import io.seekforge.api.recipe.CleanSection;
import io.seekforge.api.recipe.CollectSection;
import io.seekforge.api.recipe.DecontaminateSection;
import io.seekforge.api.recipe.DedupSection;
import io.seekforge.api.recipe.EvaluateSection;
import io.seekforge.api.recipe.ExpertsSection;
import io.seekforge.api.recipe.ExportSection;
import io.seekforge.api.recipe.MixtureSection;
import io.seekforge.api.recipe.ModelSection;
import io.seekforge.api.recipe.NormalizeSection;
import io.seekforge.api.recipe.PackSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.ReportSection;
import io.seekforge.api.recipe.RouterSection;
import io.seekforge.api.recipe.SourceSection;
import io.seekforge.api.recipe.SplitSection;
import io.seekforge.api.recipe.TrainSection;
import io.seekforge.model.RouterLosses;
import io.seekforge.training.resident.BaseModel;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/** A recipe whose sections a test changes one by one. */
final class TestRecipe {
  ModelSection model = new ModelSection("none", "", "", "fp32");
  EvaluateSection evaluate = new EvaluateSection("test", 0, 100, 4, 1, "exact", "");
  ExportSection export = new ExportSection(false);
  String method = "lora";
  double dropout;
  boolean dora;
  ExpertsSection experts = ExpertsSection.none();
  MixtureSection mixture = MixtureSection.standard();
  Map<String, String> domains = Map.of();
  RouterSection router = RouterSection.standard();
  double epochs = 1;
  int maxSteps;
  int sequencesPerStep = 1;
  int accumulation = 1;
  int localSteps = 1;
  double learningRate = 0.01;
  int checkpointEvery = 2;
  int keepCheckpoints = 2;
  int validateEvery;
  String onNan = "stop";
  TrainSection.ExchangeSection exchange = TrainSection.ExchangeSection.standard();

  TrainSection train() {
    return new TrainSection(
        method,
        new TrainSection.LoraSection(4, 8, dropout, false, dora, List.of("all-linear")),
        experts,
        mixture,
        router,
        epochs,
        maxSteps,
        sequencesPerStep,
        accumulation,
        localSteps,
        learningRate,
        "cosine",
        0.1,
        0.01,
        0.9,
        0.999,
        1e-8,
        1,
        checkpointEvery,
        keepCheckpoints,
        validateEvery,
        onNan,
        exchange);
  }

  Recipe recipe() {
    SourceSection source =
        new SourceSection("s", "none", "auto", "UTF-8", Map.of(), "", List.of(), "", "", "", 0, 0);
    return new Recipe(
        "test",
        42,
        "work",
        model,
        new CollectSection(List.of(source), 0.05, 1 << 20),
        new CleanSection("nfc", true, "basic", 1, 1000),
        new DedupSection(0.8, 5, 128, "longest", DedupSection.RecordsSection.none(), List.of()),
        new NormalizeSection(List.of(), "none", true),
        new SplitSection(0.1, 0.1, 0.5),
        new AugmentSection("none", "", "", "", List.of("de"), 1, 0.05, 0.95, 4, 4, 60),
        new DecontaminateSection(13, 0.5),
        new PackSection(
            32, 2, "auto", "completions", "split", PackSection.MixSection.NONE, domains),
        train(),
        evaluate,
        export,
        new ReportSection("", 8));
  }

  /** Trains by it, from the newest checkpoint in the output folder if there is one. */
  TrainingRun.Outcome train(
      JavaSparkContext spark, BaseModel base, StageFolder pack, String output, Progress progress) {
    return new TrainingRun(
            spark,
            recipe(),
            base,
            Method.of(recipe()),
            RouterLosses.NONE,
            pack,
            new StageFolder(output),
            progress)
        .run();
  }
}
