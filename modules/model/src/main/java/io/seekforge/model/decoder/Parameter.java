package io.seekforge.model.decoder;

import io.seekforge.tensor.Tensor;

/** One weight as a worker sees it: its value, and where its gradient is added, if it has one. */
public final class Parameter {
  private Tensor value;
  private Tensor gradient;

  Parameter(Tensor value) {
    this.value = value;
  }

  void value(Tensor tensor) {
    value = tensor;
  }

  void gradient(Tensor tensor) {
    gradient = tensor;
  }

  /** The weight. */
  public Tensor value() {
    return value;
  }

  /** Sum of gradients; null if the weight is frozen. */
  public Tensor gradient() {
    return gradient;
  }
}
