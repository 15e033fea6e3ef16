package io.seekforge.cli.stage;

import io.seekforge.api.StageCounts;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.cli.pipeline.Stage;
import io.seekforge.cli.pipeline.StageContext;
import io.seekforge.training.StageInputs;
import io.seekforge.training.TrainingJob;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/** A training job in the chain. */
record TrainingStage(TrainingJob job) implements Stage {
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
    return job.inputs();
  }

  @Override
  public List<String> dictionaries(Recipe recipe) {
    return job.dictionaries(recipe);
  }

  @Override
  public boolean resumable() {
    return job.resumable();
  }

  @Override
  public StageCounts run(StageContext context) {
    return job.run(
        JavaSparkContext.fromSparkContext(context.spark().sparkContext()),
        context.recipe(),
        new StageInputs(context.inputs()),
        context.output(),
        new TrainingProgress(name(), context.progress()));
  }
}
