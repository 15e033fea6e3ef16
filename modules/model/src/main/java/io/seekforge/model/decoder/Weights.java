package io.seekforge.model.decoder;

import io.seekforge.tensor.Tensor;

/** The resident base weights by their Hugging Face name; vectors are [1, n]. */
@FunctionalInterface
public interface Weights {
  Tensor weight(String name);
}
