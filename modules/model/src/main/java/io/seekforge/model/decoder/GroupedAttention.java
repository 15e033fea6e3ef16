package io.seekforge.model.decoder;

import io.seekforge.model.ModelConfig;
import io.seekforge.tensor.AttentionShape;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.Tensor;

/**
 * Grouped-query attention (Ainslie et al. 2023) with rotary embedding: Llama, Qwen2 (biases on q,
 * k, v), Qwen3 (RMSNorm over each query and key head before rotation).
 */
final class GroupedAttention implements AttentionBlock {
  private final Backend backend;
  private final Rotary rotary;
  private final int layer;
  private final AttentionShape shape;
  private final LinearGroup qkv;
  private final LinearGroup output;
  private final Norm queryNorm;
  private final Norm keyNorm;
  private Tensor q;
  private Tensor k;
  private Tensor v;
  private Tensor rawQ;
  private Tensor rawK;
  private Tensor mixed;
  private Tensor statistics;
  private Tensor dMixed;
  private Tensor dq;
  private Tensor dk;
  private Tensor dv;

  GroupedAttention(
      Backend backend,
      ModelConfig config,
      ParameterSet parameters,
      int rank,
      Rotary rotary,
      int layer) {
    this.backend = backend;
    this.rotary = rotary;
    this.layer = layer;
    int d = config.headDim();
    float scale = (float) (1 / Math.sqrt(d));
    this.shape = new AttentionShape(config.heads(), config.kvHeads(), d, d, scale);
    String module = "model.layers." + layer + ".self_attn";
    this.qkv =
        new LinearGroup(
            backend,
            parameters,
            config.hiddenSize(),
            config.qkvBias(),
            rank,
            module + ".q_proj",
            module + ".k_proj",
            module + ".v_proj");
    this.output =
        new LinearGroup(
            backend, parameters, config.heads() * d, config.outputBias(), rank, module + ".o_proj");
    boolean norms = config.queryKeyNorm();
    this.queryNorm =
        norms ? new Norm(backend, parameters, module + ".q_norm", config.normEps()) : null;
    this.keyNorm =
        norms ? new Norm(backend, parameters, module + ".k_norm", config.normEps()) : null;
  }

  @Override
  public void prepare(Workspace workspace, int tokens) {
    int queries = shape.heads() * shape.qkDim();
    int keys = shape.kvHeads() * shape.qkDim();
    qkv.prepare(workspace, tokens);
    output.prepare(workspace, tokens);
    q = workspace.matrix(tokens, queries);
    k = workspace.matrix(tokens, keys);
    v = workspace.matrix(tokens, keys);
    rawQ = q;
    rawK = k;
    if (queryNorm != null) {
      rawQ = workspace.matrix(tokens, queries);
      rawK = workspace.matrix(tokens, keys);
      queryNorm.prepare(workspace, tokens * shape.heads());
      keyNorm.prepare(workspace, tokens * shape.kvHeads());
    }
    mixed = workspace.matrix(tokens, queries);
    statistics = workspace.matrix(tokens, 2 * shape.heads());
    dMixed = workspace.shared("attention.dMixed", tokens, queries);
    dq = workspace.shared("attention.dq", tokens, queries);
    dk = workspace.shared("attention.dk", tokens, keys);
    dv = workspace.shared("attention.dv", tokens, keys);
  }

  @Override
  public void refresh() {
    qkv.refresh();
    output.refresh();
  }

  @Override
  public void forward(Tensor x, Documents documents, Tensor residual) {
    qkv.forward(x, false, rawQ, rawK, v);
    if (queryNorm != null) {
      queryNorm.forward(perHead(rawQ), perHead(q));
      keyNorm.forward(perHead(rawK), perHead(k));
    }
    rotate(q, shape.heads(), documents, false);
    rotate(k, shape.kvHeads(), documents, false);
    for (int i = 0; i < documents.count(); i++) {
      int from = documents.start(i);
      int to = documents.end(i);
      Tensor keys = k.rows(from, to);
      Tensor values = v.rows(from, to);
      if (documents.cache(i) != null) {
        keys = documents.cache(i).append(backend, layer, 0, keys);
        values = documents.cache(i).append(backend, layer, 1, values);
      }
      backend.attention(
          shape, q.rows(from, to), keys, values, mixed.rows(from, to), statistics.rows(from, to));
    }
    output.forward(mixed, true, residual);
  }

  @Override
  public void backward(Tensor x, Documents documents, Tensor dResidual, Tensor dx) {
    output.backward(mixed, dMixed, false, dResidual);
    for (int i = 0; i < documents.count(); i++) {
      int from = documents.start(i);
      int to = documents.end(i);
      backend.attentionBackward(
          shape,
          q.rows(from, to),
          k.rows(from, to),
          v.rows(from, to),
          mixed.rows(from, to),
          statistics.rows(from, to),
          dMixed.rows(from, to),
          dq.rows(from, to),
          dk.rows(from, to),
          dv.rows(from, to));
    }
    rotate(dq, shape.heads(), documents, true);
    rotate(dk, shape.kvHeads(), documents, true);
    if (queryNorm != null) {
      queryNorm.backward(perHead(dq), perHead(rawQ), perHead(dq), false);
      keyNorm.backward(perHead(dk), perHead(rawK), perHead(dk), false);
    }
    qkv.backward(x, dx, false, dq, dk, dv);
  }

  private void rotate(Tensor x, int heads, Documents documents, boolean inverse) {
    backend.rotate(x, heads, shape.qkDim(), 0, rotary.table(), documents.positions(), inverse);
  }

  /** [T, heads·d] read as [T·heads, d]. */
  private Tensor perHead(Tensor x) {
    return x.reshape(x.rows() * (x.columns() / shape.qkDim()), shape.qkDim());
  }

  @Override
  public void close() {
    qkv.close();
    output.close();
  }
}
