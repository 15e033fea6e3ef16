package io.seekforge.cli.check;

import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.SemanticSection;
import io.seekforge.api.recipe.TrainSection;
import io.seekforge.cli.spark.HadoopSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One thing that a run needs. */
public interface RecipeCheck {
  /** What is checked, for a person. */
  String what();

  /** What is wrong, each in one line; empty if all is well. */
  List<String> errors();

  /** What {@code run} needs. */
  static List<RecipeCheck> run(Recipe recipe) {
    List<RecipeCheck> checks = new ArrayList<>();
    checks.add(new PathsCheck(recipe, HadoopSettings.configuration()));
    checks.addAll(checkpoint(recipe.model().path(), recipe.model().tokenizerPath()));
    checks.add(new LengthCheck(recipe, Path.of(recipe.model().path())));
    checks.add(new TrainableCheck(recipe.model(), trainsWeights(recipe.train())));
    checks.add(new DomainsCheck(recipe));
    checks.add(new AdapterCheck(recipe));
    SemanticSection semantic = recipe.dedup().semantic();
    if (semantic.embedder().equals("model") && !semantic.path().isEmpty()) {
      checks.addAll(checkpoint(semantic.path(), semantic.path()));
    }
    return checks;
  }

  private static List<RecipeCheck> checkpoint(String model, String tokenizer) {
    return List.of(
        new ShapeCheck(Path.of(model)),
        new WeightsCheck(Path.of(model)),
        new TokenizerCheck(Path.of(tokenizer), Path.of(model)));
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
