package io.seekforge.cli.command;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.cli.pipeline.Manifest;
import io.seekforge.cli.pipeline.Pipeline;
import io.seekforge.cli.pipeline.Workspace;
import io.seekforge.cli.spark.HadoopSettings;
import io.seekforge.cli.spark.LazySession;
import io.seekforge.cli.stage.Stages;
import io.seekforge.cli.trace.Trace;
import io.seekforge.cli.trace.TraceText;
import io.seekforge.cli.trace.Tracer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trace}: the whole way of one document. */
@Command(
    name = "trace",
    description =
        "Shows a document's whole way: source, every stage's rules and values, duplicates, variants,"
            + " shard and row. Dropped and unreadable records too.",
    footer = "Reads what the recipe's stages wrote; runs none of them.",
    mixinStandardHelpOptions = true)
final class TraceCommand implements Callable<Integer> {
  @Mixin RecipeOptions recipe;

  @Parameters(
      index = "1",
      paramLabel = "ID",
      description =
          "A document id or its first digits (at least 4), a shard row as train/0/17, or a record as"
              + " FILE#POSITION, FILE being a path or its end.")
  String id;

  @Option(names = "--json", description = "Prints a JSON array (docs/spec/trace.md).")
  boolean json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Screen screen = Screen.of(spec);
    List<Trace> traces = traces(recipe.recipe(), screen);
    if (json) {
      screen.result(TraceText.json(traces));
      return 0;
    }
    for (int i = 0; i < traces.size(); i++) {
      if (i > 0) {
        screen.result("");
      }
      TraceText.lines(traces.get(i)).forEach(screen::result);
    }
    return 0;
  }

  private List<Trace> traces(Recipe read, Screen screen) {
    Workspace workspace = Workspace.open(read, HadoopSettings.configuration());
    try (LazySession session = LazySession.reading(read, workspace, recipe.master, screen)) {
      Pipeline pipeline = new Pipeline(Stages.all(), read, workspace, session, screen);
      Map<StageName, Manifest> present = pipeline.present(StageName.PACK);
      if (present.isEmpty()) {
        throw new SeekforgeException(
            "Cannot trace %s: nothing was collected yet by this recipe in %s; run it first"
                .formatted(id, workspace.shown("")));
      }
      return new Tracer(session.get(), workspace, present).trace(id);
    }
  }
}
