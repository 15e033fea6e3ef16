package io.seekforge.model.decoder;

import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;

/** The feed-forward of one layer: an MLP, or a mixture of experts. */
public interface FeedForward extends AutoCloseable {
  /** Takes buffers for {@code tokens} rows. */
  void prepare(Workspace workspace, int tokens);

  /** Reads adapters anew after their values changed. */
  void refresh();

  /**
   * The type its input is best made in; float32 is always taken.
   *
   * @param rows of the input
   */
  default ElementType inputType(int rows) {
    return ElementType.FLOAT32;
  }

  /** Adds mlp(x) to the residual stream; x is [T, H], normed. */
  void forward(Tensor x, Tensor residual);

  /**
   * The gradient, after {@link #forward} of the same input.
   *
   * @param dResidual gradient of the residual stream after this block
   * @param dx receives the gradient of x; null: not wanted
   */
  void backward(Tensor x, Tensor dResidual, Tensor dx);

  /** What the router chose in the last forward; null without routed experts. */
  default Routing routing() {
    return null;
  }

  /** What the router's own losses add in the next backward; null: nothing. */
  default void pull(RouterPull pull) {}

  @Override
  void close();
}
