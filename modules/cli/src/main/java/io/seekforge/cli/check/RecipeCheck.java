package io.seekforge.cli.check;

import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.TrainSection;
import io.seekforge.cli.spark.HadoopSettings;
import java.nio.file.Path;
import java.util.List;

/** One thing that a run needs. */
public interface RecipeCheck {
  /** What is checked, for a person. */
  String what();

  /** What is wrong, each in one line; empty if all is well. */
  List<String> errors();

  /** What {@code run} needs. */
  static List<RecipeCheck> run(Recipe recipe) {
    return List.of(
        new PathsCheck(recipe, HadoopSettings.configuration()),
        new ShapeCheck(Path.of(recipe.model().path())),
        new WeightsCheck(Path.of(recipe.model().path())),
        new TokenizerCheck(Path.of(recipe.model().tokenizerPath()), Path.of(recipe.model().path())),
        new LengthCheck(recipe, Path.of(recipe.model().path())),
        new TrainableCheck(recipe.model(), trainsWeights(recipe.train())),
        new DomainsCheck(recipe),
        new AdapterCheck(recipe));
  }

  private static boolean trainsWeights(TrainSection train) {
    return train.method().equals("full")
        || train.method().equals("experts") && !train.experts().lora();
  }

  /** What {@code pretrain} needs. */
  static List<RecipeCheck> pretrain(Recipe recipe) {
    Path config =
        Path.of(
            recipe.model().config().isEmpty() ? recipe.model().path() : recipe.model().config());
    return List.of(
        new PathsCheck(recipe, HadoopSettings.configuration()),
        new ShapeCheck(config),
        new TrainableCheck(recipe.model(), true),
        new TokenizerCheck(Path.of(recipe.model().tokenizerPath()), config),
        new LengthCheck(recipe, config));
  }
}
