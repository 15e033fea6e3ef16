package io.seekforge.cli.check;

import io.seekforge.model.checkpoint.HfConfig;
import java.nio.file.Path;

/** The engine understands the model's config.json. */
record ShapeCheck(Path model) implements OneCheck {
  @Override
  public String what() {
    return "model shape: " + model;
  }

  @Override
  public void require() {
    HfConfig.read(model);
  }
}
