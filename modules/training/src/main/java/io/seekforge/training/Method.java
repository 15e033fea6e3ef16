package io.seekforge.training;

import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.TrainSection;
import io.seekforge.model.ExpertParameters;
import io.seekforge.model.FullParameters;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.MixtureConfig;
import io.seekforge.model.Trainable;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.model.experts.ExpertConfig;
import io.seekforge.model.experts.ExpertModules;
import io.seekforge.training.store.HadoopFolder;
import java.nio.file.Path;
import java.util.List;

/** What a recipe trains, and where the stage train leaves it. */
final class Method {
  /** Folder of the adapter in the stage's output. */
  static final String ADAPTER = "adapter";

  /** Folder of the checkpoint in the stage's output, with {@code method: full}. */
  static final String MODEL = "model";

  /** Folder of the changed tensors in the stage's output, with {@code method: experts}. */
  static final String DELTA = "delta";

  /** Folder of the mixture in the stage's output, with {@code method: mixture}. */
  static final String MIXTURE = "mixture";

  private Method() {}

  static boolean full(Recipe recipe) {
    return recipe.train().method().equals("full");
  }

  static boolean experts(Recipe recipe) {
    return recipe.train().method().equals("experts");
  }

  static boolean mixture(Recipe recipe) {
    return recipe.train().method().equals("mixture");
  }

  /** Whether chosen experts are trained themselves, not by an adapter. */
  static boolean delta(Recipe recipe) {
    return experts(recipe) && !recipe.train().experts().lora();
  }

  /**
   * What is trained, as the stage train decided it.
   *
   * @param train its output
   */
  static Trainable of(Recipe recipe, HadoopFolder train) {
    if (experts(recipe)) {
      return of(recipe, ExpertChoice.read(train));
    }
    return of(recipe);
  }

  /**
   * What is trained where the recipe alone decides: with {@code lora}, {@code full} or {@code
   * mixture}.
   */
  static Trainable of(Recipe recipe) {
    if (mixture(recipe)) {
      return new MixtureConfig(
          lora(recipe.train().lora()),
          recipe.pack().domainNames().size(),
          recipe.train().mixture().topK());
    }
    return full(recipe) ? new FullParameters(moved(recipe)) : lora(recipe.train().lora());
  }

  /** What is trained of chosen experts. */
  static Trainable of(Recipe recipe, ExpertConfig chosen) {
    if (delta(recipe)) {
      return new ExpertParameters(chosen, moved(recipe));
    }
    LoraConfig lora = lora(recipe.train().lora());
    List<String> targets =
        ExpertModules.linears(HfConfig.read(Path.of(recipe.model().path())), chosen);
    return new LoraConfig(
        lora.r(), lora.alpha(), lora.dropout(), lora.rslora(), lora.dora(), targets);
  }

  /** Whether correction biases are among what is trained. */
  private static boolean moved(Recipe recipe) {
    return recipe.train().router().biasRate() > 0;
  }

  static LoraConfig lora(TrainSection.LoraSection lora) {
    return new LoraConfig(
        lora.r(), lora.alpha(), lora.dropout(), lora.rslora(), lora.dora(), lora.targets());
  }
}
