package io.seekforge.training.resident;

import io.seekforge.model.CausalModel;
import java.io.Serializable;

/** How an executor comes by the frozen weights. */
public interface BaseModel extends Serializable {
  /** Same key, same weights: a model that is resident under it is used as it is. */
  String key();

  /** Loads or makes the model. */
  CausalModel open();
}
