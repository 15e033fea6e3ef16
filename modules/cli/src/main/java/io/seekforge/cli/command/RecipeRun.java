package io.seekforge.cli.command;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.cli.check.RecipeCheck;
import io.seekforge.cli.cluster.ClusterChecks;
import io.seekforge.cli.pipeline.Manifest;
import io.seekforge.cli.pipeline.Pipeline;
import io.seekforge.cli.pipeline.Stage;
import io.seekforge.cli.pipeline.StageRange;
import io.seekforge.cli.pipeline.Workspace;
import io.seekforge.cli.spark.HadoopSettings;
import io.seekforge.cli.spark.LazySession;
import io.seekforge.cli.stage.Stages;
import io.seekforge.model.checkpoint.WeightIndex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** From a command to a pipeline: checks first, then the stages, Spark only when it is needed. */
record RecipeRun(RecipeOptions options, Screen screen) {
  /** Runs a range of all stages. */
  void run(StageRange range) {
    Recipe recipe = options.recipe();
    require(RecipeCheck.run(recipe));
    Workspace workspace = open(recipe);
    Map<StageName, Manifest> made = run(Stages.all(), recipe, workspace, range, weights(range));
    if (range.to() == StageName.REPORT) {
      made.get(StageName.EXPORT).files().stream()
          .map(file -> file.path().split("/", 2)[0])
          .distinct()
          .forEach(name -> screen.result(name + ": " + workspace.shown("out/" + name)));
      screen.result("report: " + workspace.shown("out/report/index.html"));
    } else {
      Manifest last = made.get(range.to());
      screen.result(workspace.folder(range.to(), last.fingerprint()).root());
    }
  }

  /** Makes a base model. */
  void pretrain() {
    Recipe recipe = options.recipe();
    require(RecipeCheck.pretrain(recipe));
    Workspace workspace = open(recipe);
    List<Stage> stages = Stages.pretrain();
    ClusterChecks.Model shape = ClusterChecks.Model.SHAPE;
    run(
        stages,
        recipe,
        workspace,
        new StageRange(StageName.COLLECT, StageName.TRAIN, false),
        shape);
    // The weights stand outside the workspace: somebody may have removed them since.
    if (!Files.exists(Path.of(recipe.model().path(), WeightIndex.SINGLE))
        && !Files.exists(Path.of(recipe.model().path(), WeightIndex.INDEX))) {
      screen.line("pretrain: no weights in " + recipe.model().path() + ", training again");
      run(stages, recipe, workspace, new StageRange(StageName.TRAIN, StageName.TRAIN, true), shape);
    }
    screen.result("model: " + recipe.model().path());
  }

  private Workspace open(Recipe recipe) {
    return Workspace.open(recipe, HadoopSettings.configuration());
  }

  /** Corpus stages need a tokenizer only. */
  private static ClusterChecks.Model weights(StageRange range) {
    return range.to().compareTo(StageName.TRAIN) < 0
        ? ClusterChecks.Model.NONE
        : ClusterChecks.Model.WEIGHTS;
  }

  private Map<StageName, Manifest> run(
      List<Stage> stages,
      Recipe recipe,
      Workspace workspace,
      StageRange range,
      ClusterChecks.Model model) {
    try (LazySession session = new LazySession(recipe, workspace, options.master, screen, model)) {
      return new Pipeline(stages, recipe, workspace, session, screen).run(range);
    }
  }

  private static void require(List<RecipeCheck> checks) {
    for (RecipeCheck check : checks) {
      List<String> errors = check.errors();
      if (!errors.isEmpty()) {
        throw new SeekforgeException(errors.get(0));
      }
    }
  }
}
