package io.seekforge.cli.check;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.model.checkpoint.HfConfig;
import java.nio.file.Path;

/** Sequences are not longer than the model was made for. */
record LengthCheck(Recipe recipe, Path model) implements OneCheck {
  @Override
  public String what() {
    return "sequence length fits the model: " + recipe.pack().sequenceLength() + " tokens";
  }

  @Override
  public void require() {
    int longest = HfConfig.read(model).maxPositions();
    if (recipe.pack().sequenceLength() > longest) {
      throw new SeekforgeException(
          "Invalid pack.sequence-length: %d (the model %s was made for at most %d tokens)"
              .formatted(recipe.pack().sequenceLength(), model, longest));
    }
  }
}
