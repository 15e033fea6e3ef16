package io.seekforge.model.decoder;

import io.seekforge.model.ModelConfig;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.Tensor;

/** One pre-norm layer: middle = in + attention(norm(in)); out = middle + mlp(norm(middle)). */
final class DecoderLayer implements AutoCloseable {
  private final Backend backend;
  private final int hiddenSize;
  private final Norm attentionNorm;
  private final Norm mlpNorm;
  private final AttentionBlock attention;
  private final FeedForward mlp;
  private Tensor middle;
  private Tensor normed;
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
  }

  void prepare(Workspace workspace, int tokens) {
    middle = workspace.matrix(tokens, hiddenSize);
    normed = workspace.shared("layer.normed", tokens, hiddenSize);
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
    attentionNorm.forward(in, normed);
    backend.copy(in, middle);
    attention.forward(normed, documents, middle);
    mlpNorm.forward(middle, normed);
    backend.copy(middle, out);
    mlp.forward(normed, out);
  }

  /**
   * Turns the gradient of the output into that of the input, in place.
   *
   * @param toInput whether the gradient of the input is wanted
   */
  void backward(Tensor in, Documents documents, Tensor gradient, boolean toInput) {
    mlpNorm.forward(middle, normed);
    mlp.backward(normed, gradient, dNormed);
    mlpNorm.backward(dNormed, middle, gradient, true);
    attentionNorm.forward(in, normed);
    attention.backward(normed, documents, gradient, toInput ? dNormed : null);
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
