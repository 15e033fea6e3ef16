package io.seekforge.cli.check;

import io.seekforge.model.WeightCatalog;
import io.seekforge.model.WeightSpec;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.model.checkpoint.StoredWeight;
import io.seekforge.model.checkpoint.WeightIndex;
import java.nio.file.Path;

/** Every tensor of the base model is there whole, with the shape that config.json asks for. */
record WeightsCheck(Path model) implements OneCheck {
  @Override
  public String what() {
    return "weights are complete: " + model;
  }

  @Override
  public void require() {
    WeightIndex index = WeightIndex.open(model);
    for (WeightSpec weight : WeightCatalog.of(HfConfig.read(model))) {
      StoredWeight.open(index, weight).close();
    }
  }
}
