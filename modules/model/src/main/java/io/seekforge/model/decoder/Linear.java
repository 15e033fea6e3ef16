package io.seekforge.model.decoder;

import io.seekforge.model.Randomness;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.Tensor;

/**
 * One linear of a {@link LinearGroup}.
 *
 * @param key 64 bits that name it, for dropout
 * @param weight [out, in]
 * @param bias null without
 * @param adapter null without
 * @param magnitude null without DoRA
 * @param first first row of its A among the stacked ones
 */
record Linear(
    long key, Parameter weight, Parameter bias, LowRank adapter, Magnitude magnitude, int first) {

  static Linear of(
      Backend backend, ParameterSet parameters, String module, boolean bias, int first) {
    LowRank adapter = parameters.adapter(module);
    boolean directed = adapter != null && adapter.magnitude() != null;
    Parameter weight = parameters.parameter(module + ".weight");
    return new Linear(
        new Randomness(0, module).key(),
        weight,
        bias ? parameters.parameter(module + ".bias") : null,
        adapter,
        directed ? new Magnitude(backend, adapter.magnitude(), weight.value().rows()) : null,
        first);
  }

  /** Rows of its A; 0 without an adapter. */
  int rank() {
    return adapter == null ? 0 : adapter.a().value().rows();
  }

  /** y ← s·(x·Aᵀ)·Bᵀ + beta·y, x·Aᵀ being {@code reduced}. */
  void expand(Backend backend, Tensor reduced, float scale, float beta, Tensor y) {
    backend.multiply(reduced, false, adapter.b().value(), true, scale, beta, y);
  }

  /** Its columns of a matrix with one column for each stacked row. */
  Tensor part(Tensor x) {
    return x.columns(first, first + adapter.b().value().columns());
  }
}
