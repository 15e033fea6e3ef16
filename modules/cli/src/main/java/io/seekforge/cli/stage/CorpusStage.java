package io.seekforge.cli.stage;

import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.cli.pipeline.Stage;
import io.seekforge.cli.pipeline.StageContext;
import io.seekforge.corpus.CorpusJob;
import java.util.List;

/** A corpus job in the chain: its input is the stage before. */
record CorpusStage(CorpusJob job) implements Stage {
  @Override
  public StageName name() {
    return job.stage();
  }

  @Override
  public int version() {
    return job.version();
  }

  @Override
  public List<StageName> inputs() {
    int ordinal = name().ordinal();
    return ordinal == 0 ? List.of() : List.of(StageName.values()[ordinal - 1]);
  }

  @Override
  public List<String> dictionaries(Recipe recipe) {
    return job.dictionaries(recipe);
  }

  @Override
  public StageCounts run(StageContext context) {
    StageFolder input = inputs().isEmpty() ? null : context.input(inputs().get(0));
    return job.run(context.spark(), context.recipe(), input, context.output());
  }
}
