package io.seekforge.training;

import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.TrainSection;
import io.seekforge.model.FullParameters;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.Trainable;

/** What a recipe trains, and where the stage train leaves it. */
final class Method {
  /** Folder of the adapter in the stage's output. */
  static final String ADAPTER = "adapter";

  /** Folder of the checkpoint in the stage's output, with {@code method: full}. */
  static final String MODEL = "model";

  private Method() {}

  static boolean full(Recipe recipe) {
    return recipe.train().method().equals("full");
  }

  static Trainable of(Recipe recipe) {
    return full(recipe) ? new FullParameters() : lora(recipe.train().lora());
  }

  static LoraConfig lora(TrainSection.LoraSection lora) {
    return new LoraConfig(
        lora.r(), lora.alpha(), lora.dropout(), lora.rslora(), lora.dora(), lora.targets());
  }
}
