package io.seekforge.model.decoder;

import io.seekforge.tensor.Backend;
import io.seekforge.tensor.Tensor;

/**
 * Products of linears with DoRA (Liu et al. 2024), y = r ∘ (x·Wᵀ + s·(x·Aᵀ)·Bᵀ) with r = {@link
 * Magnitude#ratio}. The products before scaling last only within a call: the backward computes them
 * again, in memory that all linears share.
 */
final class DirectedProduct {
  private final Backend backend;
  private final float scale;
  private Tensor product;

  /**
   * @param scale s
   */
  DirectedProduct(Backend backend, float scale) {
    this.backend = backend;
    this.scale = scale;
  }

  /** Takes memory for {@code tokens} rows of up to {@code out} elements. */
  void prepare(Workspace workspace, int tokens, int out) {
    product = workspace.shared("linear.product", tokens, out);
  }

  /**
   * Computes y, or with {@code accumulate} adds it.
   *
   * @param reduced x·Aᵀ
   */
  void forward(Linear linear, Tensor x, Tensor reduced, boolean accumulate, Tensor y) {
    Tensor u = accumulate ? scratch(linear, x.rows()) : y;
    undirected(linear, x, reduced, u);
    backend.scaleColumns(linear.magnitude().ratio(), u);
    if (accumulate) {
      backend.add(u, y);
    }
  }

  /**
   * Adds what dropout leaves beside x·Wᵀ: y ← y + (r − 1) ∘ x̃·Wᵀ + r ∘ s·(x̃·Aᵀ)·Bᵀ.
   *
   * @param dropped x̃
   * @param reduced x̃·Aᵀ
   */
  void addDropped(Linear linear, Tensor dropped, Tensor reduced, Tensor y) {
    Tensor part = scratch(linear, y.rows());
    backend.multiply(dropped, false, linear.weight().value(), true, 1, 0, part);
    backend.scaleColumns(linear.magnitude().excess(), part);
    backend.add(part, y);
    linear.expand(backend, reduced, scale, 0, part);
    backend.scaleColumns(linear.magnitude().ratio(), part);
    backend.add(part, y);
  }

  /**
   * Adds the gradient of the magnitude.
   *
   * @param x the input, with dropout what it left
   * @param reduced x·Aᵀ
   * @return r ∘ dy, the gradient before scaling; it lasts until the next call
   */
  Tensor backward(Linear linear, Tensor x, Tensor reduced, Tensor dy) {
    Tensor u = scratch(linear, x.rows());
    undirected(linear, x, reduced, u);
    linear.magnitude().addGradient(dy, u);
    return scaled(linear, linear.magnitude().ratio(), dy);
  }

  /** (r − 1) ∘ dy; it lasts until the next call. */
  Tensor excess(Linear linear, Tensor dy) {
    return scaled(linear, linear.magnitude().excess(), dy);
  }

  private Tensor scaled(Linear linear, Tensor factors, Tensor dy) {
    Tensor d = scratch(linear, dy.rows());
    backend.copy(dy, d);
    backend.scaleColumns(factors, d);
    return d;
  }

  private void undirected(Linear linear, Tensor x, Tensor reduced, Tensor u) {
    backend.multiply(x, false, linear.weight().value(), true, 1, 0, u);
    linear.expand(backend, reduced, scale, 1, u);
  }

  private Tensor scratch(Linear linear, int rows) {
    return Tensor.of(product.storage(), rows, linear.magnitude().out());
  }
}
