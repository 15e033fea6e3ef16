package io.seekforge.cli.stage;

import io.seekforge.api.StageCounts;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.cli.pipeline.Stage;
import io.seekforge.cli.pipeline.StageContext;
import io.seekforge.text.tokenize.Tokenizer;
import io.seekforge.training.EvaluateStage;
import java.nio.file.Path;
import java.util.List;

/** Evaluation, which meets the tokenizer here: training knows no text. */
final class EvaluationStage implements Stage {
  /** Tells what is constant of the job; a run has its own, with a tokenizer. */
  private final TrainingStage description =
      new TrainingStage(new EvaluateStage(ids -> "", List::of));

  @Override
  public StageName name() {
    return description.name();
  }

  @Override
  public int version() {
    return description.version();
  }

  @Override
  public List<StageName> inputs() {
    return description.inputs();
  }

  @Override
  public List<String> dictionaries(Recipe recipe) {
    return description.dictionaries(recipe);
  }

  @Override
  public StageCounts run(StageContext context) {
    Recipe recipe = context.recipe();
    try (Tokenizer tokenizer = Tokenizer.load(Path.of(recipe.model().tokenizerPath()))) {
      GeneralTexts general =
          new GeneralTexts(
              context.workspace().configuration(), tokenizer, recipe.pack().sequenceLength());
      EvaluateStage job =
          new EvaluateStage(
              ids -> tokenizer.decode(ids, true), () -> general.read(recipe.evaluate().general()));
      return new TrainingStage(job).run(context);
    }
  }
}
