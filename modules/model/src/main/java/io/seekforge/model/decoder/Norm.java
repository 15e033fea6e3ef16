package io.seekforge.model.decoder;

import io.seekforge.tensor.Backend;
import io.seekforge.tensor.Tensor;

/** An RMSNorm with its weight, and the inverse roots its backward needs. */
public final class Norm {
  private final Backend backend;
  private final Parameter weight;
  private final double epsilon;
  private Tensor inverse;

  public Norm(Backend backend, ParameterSet parameters, String module, double epsilon) {
    this.backend = backend;
    this.weight = parameters.parameter(module + ".weight");
    this.epsilon = epsilon;
  }

  /** Takes buffers for inputs of up to {@code rows} rows. */
  public void prepare(Workspace workspace, int rows) {
    inverse = workspace.matrix(rows, 1);
  }

  /** y ← norm(x). */
  public void forward(Tensor x, Tensor y) {
    backend.rmsNorm(x, weight.value(), epsilon, y, inverse.rows(0, x.rows()));
  }

  /** Computes, or with {@code accumulate} adds, the gradient of x; dx may be dy. */
  public void backward(Tensor dy, Tensor x, Tensor dx, boolean accumulate) {
    backend.rmsNormBackward(
        dy, x, weight.value(), inverse.rows(0, x.rows()), dx, accumulate, weight.gradient());
  }
}
