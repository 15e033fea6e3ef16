package io.seekforge.model.decoder;

import io.seekforge.model.ModelConfig;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;

/** One pre-norm layer: middle = in + attention(norm(in)); out = middle + mlp(norm(middle)). */
final class DecoderLayer implements AutoCloseable {
  private final Backend backend;
  private final int hiddenSize;
  private final Norm attentionNorm;
  private final Norm mlpNorm;
  private final AttentionBlock attention;
  private final FeedForward mlp;
  private final boolean trainsBeforeMlp;
  private Tensor middle;
  private Tensor normed;
  private Tensor narrowNormed;
  private Tensor dNormed;

  DecoderLayer(
      Backend backend,
      ModelConfig config,
      ParameterSet parameters,
      int layer,
      AttentionBlock attention,
      FeedForward mlp) {
    this.backend = backend;
    this.hiddenSize = config.hiddenSize();
    String module = "model.layers." + layer;
    this.attentionNorm =
        new Norm(backend, parameters, module + ".input_layernorm", config.normEps());
    this.mlpNorm =
        new Norm(backend, parameters, module + ".post_attention_layernorm", config.normEps());
    this.attention = attention;
    this.mlp = mlp;
    this.trainsBeforeMlp =
        parameters.trains(module + ".self_attn")
            || parameters.trains(module + ".input_layernorm")
            || parameters.trains(module + ".post_attention_layernorm");
  }

  void prepare(Workspace workspace, int tokens) {
    middle = workspace.matrix(tokens, hiddenSize);
    normed = workspace.shared("layer.normed", tokens, hiddenSize);
    narrowNormed = workspace.shared("layer.narrowNormed", ElementType.BFLOAT16, tokens, hiddenSize);
    dNormed = workspace.shared("layer.dNormed", tokens, hiddenSize);
    attentionNorm.prepare(workspace, tokens);
    mlpNorm.prepare(workspace, tokens);
    attention.prepare(workspace, tokens);
    mlp.prepare(workspace, tokens);
  }

  void refresh() {
    attention.refresh();
    mlp.refresh();
  }

  void forward(Tensor in, Documents documents, Tensor out) {
    Tensor read = normed(attentionNorm, in, attention.inputType(in.rows()));
    backend.copy(in, middle);
    attention.forward(read, documents, middle);
    read = normed(mlpNorm, middle, mlp.inputType(in.rows()));
    backend.copy(middle, out);
    mlp.forward(read, out);
  }

  /** In shared memory: until the next. */
  private Tensor normed(Norm norm, Tensor x, ElementType type) {
    Tensor y = type == ElementType.BFLOAT16 ? narrowNormed : normed;
    norm.forward(x, y);
    return y;
  }

  /** What the layer's router chose in the last forward; null without one. */
  Routing routing() {
    return mlp.routing();
  }

  /** What losses of the layer's router add in the next backward; null: nothing. */
  void pull(RouterPull pull) {
    mlp.pull(pull);
  }

  /**
   * Turns the gradient of the output into that of the input, in place.
   *
   * @param toInput whether the gradient of the input is wanted
   */
  void backward(Tensor in, Documents documents, Tensor gradient, boolean toInput) {
    Tensor read = normed(mlpNorm, middle, mlp.inputType(in.rows()));
    if (!toInput && !trainsBeforeMlp) {
      mlp.backward(read, gradient, null);
      return;
    }
    mlp.backward(read, gradient, dNormed);
    mlpNorm.backward(dNormed, middle, gradient, true);
    read = normed(attentionNorm, in, attention.inputType(in.rows()));
    attention.backward(read, documents, gradient, toInput ? dNormed : null);
    if (toInput) {
      attentionNorm.backward(dNormed, in, gradient, true);
    }
  }

  @Override
  public void close() {
    attention.close();
    mlp.close();
  }
}
