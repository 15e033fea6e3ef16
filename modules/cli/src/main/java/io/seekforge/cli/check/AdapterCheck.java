package io.seekforge.cli.check;

import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.TrainSection.LoraSection;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.checkpoint.HfConfig;
import java.nio.file.Path;

/** The adapter's targets are layers of the model. */
record AdapterCheck(Recipe recipe) implements OneCheck {
  @Override
  public String what() {
    return "training method: " + recipe.train().method();
  }

  @Override
  public void require() {
    if (recipe.train().method().equals("lora")) {
      LoraSection lora = recipe.train().lora();
      ParameterLayout.of(
          HfConfig.read(Path.of(recipe.model().path())),
          new LoraConfig(
              lora.r(), lora.alpha(), lora.dropout(), lora.rslora(), lora.dora(), lora.targets()));
    }
  }
}
