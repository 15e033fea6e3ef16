package io.seekforge.model.decoder;

import io.seekforge.model.ModelConfig;
import io.seekforge.tensor.AttentionShape;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
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
  private AttentionTensors kept;
  private Tensor rawQ;
  private Tensor rawK;

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
    String module = "model.layers." + layer + ".self_attn";
    this.shape =
        new AttentionShape(
            config.heads(), config.kvHeads(), d, d, scale, parameters.operands(module + ".o_proj"));
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
    kept = new AttentionTensors(workspace, shape, tokens, output);
    rawQ = kept.wide.q();
    rawK = kept.wide.k();
    if (queryNorm != null) {
      rawQ = workspace.matrix(tokens, queries);
      rawK = workspace.matrix(tokens, keys);
      queryNorm.prepare(workspace, tokens * shape.heads());
      keyNorm.prepare(workspace, tokens * shape.kvHeads());
    }
  }

  @Override
  public void refresh() {
    qkv.refresh();
    output.refresh();
  }

  @Override
  public ElementType inputType(int rows) {
    return qkv.operandType(rows);
  }

  @Override
  public void forward(Tensor x, Documents documents, Tensor residual) {
    Tensor q = kept.wide.q();
    Tensor k = kept.wide.k();
    qkv.forward(x, false, rawQ, rawK, kept.wide.v());
    if (queryNorm != null) {
      queryNorm.forward(perHead(rawQ), perHead(q));
      keyNorm.forward(perHead(rawK), perHead(k));
    }
    rotate(q, shape.heads(), documents, false);
    rotate(k, shape.kvHeads(), documents, false);
    kept.round(backend, shape, documents);
    AttentionTensors.Operands operands = kept.operands(documents);
    for (int i = 0; i < documents.count(); i++) {
      int from = documents.start(i);
      int to = documents.end(i);
      Tensor keys = operands.k().rows(from, to);
      Tensor values = operands.v().rows(from, to);
      if (documents.cache(i) != null) {
        keys = documents.cache(i).append(backend, layer, 0, keys);
        values = documents.cache(i).append(backend, layer, 1, values);
      }
      kept.forward(backend, shape, operands, from, to, keys, values);
    }
    output.forward(operands.mixed(), true, residual);
  }

  @Override
  public void backward(Tensor x, Documents documents, Tensor dResidual, Tensor dx) {
    output.backward(kept.operands(documents).mixed(), kept.dMixed, false, dResidual);
    kept.backward(backend, shape, documents);
    rotate(kept.dq, shape.heads(), documents, true);
    rotate(kept.dk, shape.kvHeads(), documents, true);
    if (queryNorm != null) {
      queryNorm.backward(perHead(kept.dq), perHead(rawQ), perHead(kept.dq), false);
      keyNorm.backward(perHead(kept.dk), perHead(rawK), perHead(kept.dk), false);
    }
    qkv.backward(x, dx, false, kept.dq, kept.dk, kept.dv);
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
