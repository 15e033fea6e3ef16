package io.seekforge.cli.command;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.cli.check.RecipeCheck;
import io.seekforge.cli.pipeline.Manifest;
import io.seekforge.cli.pipeline.Pipeline;
import io.seekforge.cli.pipeline.StageRange;
import io.seekforge.cli.pipeline.Workspace;
import io.seekforge.cli.spark.HadoopSettings;
import io.seekforge.cli.spark.LazySession;
import io.seekforge.cli.stage.Stages;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** From a command to a pipeline: checks first, then the stages, Spark only when it is needed. */
record RecipeRun(RecipeOptions options, Screen screen) {
  void run(StageRange range) {
    Recipe recipe = options.recipe();
    for (RecipeCheck check : RecipeCheck.all(recipe)) {
      List<String> errors = check.errors();
      if (!errors.isEmpty()) {
        throw new SeekforgeException(errors.get(0));
      }
    }
    Workspace workspace = Workspace.open(recipe, HadoopSettings.configuration());
    try (LazySession session = new LazySession(recipe, workspace, options.master, screen)) {
      Pipeline pipeline = new Pipeline(Stages.all(), recipe, workspace, session, screen);
      results(workspace, pipeline.run(range), range);
    }
  }

  private void results(Workspace workspace, Map<StageName, Manifest> manifests, StageRange range) {
    Manifest last = manifests.get(range.to());
    if (range.to() == StageName.REPORT) {
      screen.result("adapter: " + shown(new Path(workspace.out(), "adapter")));
      screen.result("report: " + shown(new Path(workspace.out(), "report/index.html")));
    } else if (last != null) {
      screen.result(workspace.folder(range.to(), last.fingerprint()).root());
    }
  }

  private static String shown(Path path) {
    return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
  }
}
