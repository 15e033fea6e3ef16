package io.seekforge.model;

/**
 * Every weight of the model is trained; tied embeddings are one parameter.
 *
 * @param correction whether the routers' correction biases (DeepSeek-V3) are among them: in the
 *     place of their gradient stands each expert's load above the mean
 */
public record FullParameters(boolean correction) implements Trainable {
  /** Without correction biases. */
  public FullParameters() {
    this(false);
  }
}
