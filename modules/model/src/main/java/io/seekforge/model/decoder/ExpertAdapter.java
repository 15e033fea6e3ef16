package io.seekforge.model.decoder;

import io.seekforge.tensor.Backend;
import io.seekforge.tensor.Tensor;

/**
 * One expert of an {@link AdapterMixture}: what its adapters add to the linears of the
 * feed-forward, s·(x·Aᵀ)·Bᵀ each.
 *
 * @param rank of each of them
 * @param scale s
 */
record ExpertAdapter(
    Backend backend, LowRank gate, LowRank up, LowRank down, int rank, float scale) {

  static ExpertAdapter of(Backend backend, ParameterSet parameters, String module, int expert) {
    String suffix = ".experts." + expert;
    return new ExpertAdapter(
        backend,
        parameters.adapter(module + ".gate_proj" + suffix),
        parameters.adapter(module + ".up_proj" + suffix),
        parameters.adapter(module + ".down_proj" + suffix),
        parameters.mixture().lora().r(),
        parameters.scale());
  }

  /**
   * Adds to gate and up.
   *
   * @param x [n, hidden]
   * @param low receives what the backward needs, [n, 2·rank]
   */
  void addGateUp(Tensor x, Tensor low, Tensor ofGate, Tensor ofUp) {
    add(gate, x, first(low), 1, ofGate);
    add(up, x, second(low), 1, ofUp);
  }

  /**
   * Computes the addition to the output.
   *
   * @param inner [n, width]
   * @param low receives what the backward needs, [n, rank]
   */
  void down(Tensor inner, Tensor low, Tensor output) {
    add(down, inner, low, 0, output);
  }

  private void add(LowRank adapter, Tensor x, Tensor low, float beta, Tensor y) {
    backend.multiply(x, false, adapter.a().value(), true, 1, 0, low);
    backend.multiply(low, false, adapter.b().value(), true, scale, beta, y);
  }

  /**
   * Adds what the gradient of the output means for the activation.
   *
   * @param low [n, at least rank], overwritten
   */
  void addDownBackward(Tensor d, Tensor low, Tensor dInner) {
    backend.multiply(d, false, down.b().value(), false, scale, 0, first(low));
    backend.multiply(first(low), false, down.a().value(), false, 1, 1, dInner);
  }

  /**
   * The gradients of down's adapter.
   *
   * @param d gradient of the weighted output
   * @param low what {@link #down} left
   * @param dLow [n, at least rank], overwritten
   */
  void addDownGradients(Tensor d, Tensor inner, Tensor low, Tensor dLow) {
    addGradients(down, inner, low, d, first(dLow));
  }

  /**
   * The gradients of gate's and up's adapters.
   *
   * @param low what {@link #addGateUp} left
   * @param dLow [n, 2·rank], overwritten
   * @param dx receives the gradient of x; null: not wanted
   */
  void gateUpBackward(Tensor x, Tensor low, Tensor dGate, Tensor dUp, Tensor dLow, Tensor dx) {
    addGradients(gate, x, first(low), dGate, first(dLow));
    addGradients(up, x, second(low), dUp, second(dLow));
    if (dx != null) {
      backend.multiply(first(dLow), false, gate.a().value(), false, 1, 0, dx);
      backend.multiply(second(dLow), false, up.a().value(), false, 1, 1, dx);
    }
  }

  private void addGradients(LowRank adapter, Tensor x, Tensor low, Tensor dy, Tensor dLow) {
    backend.multiply(dy, true, low, false, scale, 1, adapter.b().gradient());
    backend.multiply(dy, false, adapter.b().value(), false, scale, 0, dLow);
    backend.multiply(dLow, true, x, false, 1, 1, adapter.a().gradient());
  }

  private Tensor first(Tensor low) {
    return low.columns(0, rank);
  }

  private Tensor second(Tensor low) {
    return low.columns(rank, 2 * rank);
  }
}
