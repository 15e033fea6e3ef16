package io.seekforge.training.resident;

import io.seekforge.api.ContentHash;
import io.seekforge.model.CausalModel;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.Precision;

/**
 * Fresh weights: every executor draws the same ones.
 *
 * @param config the model's shape
 * @param seed what the weights follow from
 * @param precision storage of the weights
 */
public record RandomModel(ModelConfig config, long seed, Precision precision) implements BaseModel {
  @Override
  public String key() {
    return ContentHash.of("random", config, seed, precision);
  }

  @Override
  public CausalModel open() {
    return CausalModel.random(config, seed, precision);
  }
}
