package io.seekforge.cli.check;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.TrainSection.LoraSection;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.MixtureConfig;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.checkpoint.ExpertConfigFile;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.model.experts.ExpertConfig;
import java.nio.file.Path;

/** The adapter's targets, or the experts that are to be trained or made, fit the model. */
record AdapterCheck(Recipe recipe) implements OneCheck {
  @Override
  public String what() {
    return "training method: " + recipe.train().method();
  }

  @Override
  public void require() {
    ModelConfig model = HfConfig.read(Path.of(recipe.model().path()));
    if (recipe.train().method().equals("lora")) {
      ParameterLayout.of(model, lora(recipe.train().lora()));
    } else if (recipe.train().method().equals("mixture")) {
      int domains = recipe.pack().domainNames().size();
      if (domains < 2) {
        throw new SeekforgeException(
            "Cannot train a mixture of "
                + domains
                + " domains: name the domain of each source in pack.domains, two or more of them");
      }
      int topK = recipe.train().mixture().topK();
      ParameterLayout.of(model, new MixtureConfig(lora(recipe.train().lora()), domains, topK));
    } else if (recipe.train().method().equals("experts")) {
      ExpertConfig.requireExperts("train.method experts", model);
      String config = recipe.train().experts().config();
      if (!config.isEmpty()) {
        ExpertConfigFile.read(Path.of(config)).check(config, model);
      }
    }
  }

  private static LoraConfig lora(LoraSection lora) {
    return new LoraConfig(
        lora.r(), lora.alpha(), lora.dropout(), lora.rslora(), lora.dora(), lora.targets());
  }
}
