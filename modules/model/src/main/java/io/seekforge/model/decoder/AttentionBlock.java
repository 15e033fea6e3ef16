package io.seekforge.model.decoder;

import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;

/** The attention of one layer. */
public interface AttentionBlock extends AutoCloseable {
  /** Takes buffers for {@code tokens} rows. */
  void prepare(Workspace workspace, int tokens);

  /** Reads adapters anew after their values changed. */
  void refresh();

  /**
   * The type its input is best made in; float32 is always taken.
   *
   * @param rows of the input
   */
  ElementType inputType(int rows);

  /**
   * Adds attention(x) to the residual stream; with caches, appends to them and reads them.
   *
   * @param x [T, H], normed
   * @param residual [T, H]
   */
  void forward(Tensor x, Documents documents, Tensor residual);

  /**
   * The gradient, after {@link #forward} of the same input.
   *
   * @param dResidual gradient of the residual stream after this block
   * @param dx receives the gradient of x; null: not wanted
   */
  void backward(Tensor x, Documents documents, Tensor dResidual, Tensor dx);

  @Override
  void close();
}
