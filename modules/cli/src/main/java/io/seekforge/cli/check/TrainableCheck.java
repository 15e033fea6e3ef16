package io.seekforge.cli.check;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.ModelSection;
import io.seekforge.model.Precision;

/**
 * The model's weights are kept in a type that can be trained, where they are.
 *
 * @param full whether weights of the model itself are trained
 */
record TrainableCheck(ModelSection model, boolean full) implements OneCheck {
  @Override
  public String what() {
    return "precision: " + model.precision();
  }

  @Override
  public void require() {
    if (full && Precision.of(model.precision()).quantized()) {
      throw new SeekforgeException(
          "Cannot train weights with model.precision "
              + model.precision()
              + ": take fp32 or bf16, or an adapter (train.method: lora)");
    }
  }
}
