package io.seekforge.model.decoder;

import io.seekforge.model.MlaConfig;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.RopeScaling;
import io.seekforge.tensor.AttentionShape;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;

/**
 * Multi-head latent attention (DeepSeek-V2, section 2.1): keys and values are expanded from one
 * latent per token, beside which stands one rotated key that all heads share. Rows that follow
 * cached ones are computed by {@link AbsorbedAttention}.
 */
final class LatentAttention implements AttentionBlock {
  /** Of the inner norms, whatever the model's own epsilon is (transformers, DeepseekV2RMSNorm). */
  private static final double INNER_EPSILON = 1e-6;

  private final Backend backend;
  private final Rotary rotary;
  private final int layer;
  private final MlaConfig mla;
  private final AttentionShape shape;
  private final LatentQuery query;
  private final LinearGroup compress;
  private final Norm latentNorm;
  private final LinearGroup expand;
  private final AbsorbedAttention absorbed;
  private final LinearGroup output;
  private AttentionTensors kept;
  private Tensor compressed;
  private Tensor latent;
  private Tensor expanded;
  private Tensor dLatent;
  private Tensor dCompressed;

  LatentAttention(
      Backend backend,
      ModelConfig config,
      ParameterSet parameters,
      int rank,
      Rotary rotary,
      int layer) {
    this.backend = backend;
    this.rotary = rotary;
    this.layer = layer;
    this.mla = config.mla();
    int heads = config.heads();
    String module = "model.layers." + layer + ".self_attn";
    this.shape =
        new AttentionShape(
            heads,
            heads,
            mla.qkHeadDim(),
            mla.vHeadDim(),
            scale(config),
            parameters.operands(module + ".o_proj"));
    boolean bias = config.qkvBias();
    this.query = new LatentQuery(backend, config, parameters, rank, module, INNER_EPSILON);
    this.compress =
        new LinearGroup(
            backend, parameters, config.hiddenSize(), bias, rank, module + ".kv_a_proj_with_mqa");
    this.latentNorm = new Norm(backend, parameters, module + ".kv_a_layernorm", INNER_EPSILON);
    this.expand =
        new LinearGroup(backend, parameters, mla.kvLoraRank(), false, rank, module + ".kv_b_proj");
    this.absorbed = new AbsorbedAttention(backend, mla, shape, expand.only(), expand.scale());
    this.output =
        new LinearGroup(
            backend,
            parameters,
            heads * mla.vHeadDim(),
            config.outputBias(),
            rank,
            module + ".o_proj");
  }

  /** 1/√d, times the square of YaRN's temperature over all dimensions. */
  private static float scale(ModelConfig config) {
    double scale = 1 / Math.sqrt(config.mla().qkHeadDim());
    if (config.ropeScaling() instanceof RopeScaling.Yarn yarn && yarn.mscaleAllDim() != 0) {
      double mscale = RotaryFrequencies.mscale(yarn.factor(), yarn.mscaleAllDim());
      scale *= mscale * mscale;
    }
    return (float) scale;
  }

  @Override
  public void prepare(Workspace workspace, int tokens) {
    int heads = shape.heads();
    query.prepare(workspace, tokens);
    compress.prepare(workspace, tokens);
    latentNorm.prepare(workspace, tokens);
    expand.prepare(workspace, tokens);
    output.prepare(workspace, tokens);
    kept = new AttentionTensors(workspace, shape, tokens, output);
    compressed = workspace.matrix(tokens, mla.kvLoraRank() + mla.qkRopeHeadDim());
    latent = workspace.matrix(tokens, mla.kvLoraRank());
    int perHead = mla.qkNopeHeadDim() + mla.vHeadDim();
    expanded = workspace.shared("latent.expanded", tokens, heads * perHead);
    dLatent = workspace.shared("latent.dLatent", tokens, mla.kvLoraRank());
    dCompressed = workspace.shared("latent.dCompressed", tokens, compressed.columns());
  }

  @Override
  public void refresh() {
    query.refresh();
    compress.refresh();
    expand.refresh();
    output.refresh();
  }

  @Override
  public ElementType inputType(int rows) {
    ElementType type = query.inputType(rows);
    return type == compress.operandType(rows) ? type : ElementType.FLOAT32;
  }

  @Override
  public void forward(Tensor x, Documents documents, Tensor residual) {
    AttentionTensors.Operands operands = kept.operands(documents);
    query.forward(x, kept.wide.q());
    backend.rotate(
        kept.wide.q(),
        shape.heads(),
        shape.qkDim(),
        mla.qkNopeHeadDim(),
        rotary.table(),
        documents.positions(),
        false);
    kept.roundQueries(backend, shape, documents);
    compress.forward(x, false, compressed);
    latentNorm.forward(latentPart(compressed), latent);
    backend.rotate(
        compressed, 1, 0, mla.kvLoraRank(), rotary.table(), documents.positions(), false);
    if (documents.anyFromStart()) {
      expand.forward(latent, false, expanded);
      LatentHeads.split(
          backend, shape, mla, expanded, rotatedPart(compressed), operands.k(), operands.v());
    }
    for (int i = 0; i < documents.count(); i++) {
      int from = documents.start(i);
      int to = documents.end(i);
      Tensor rows = null;
      if (documents.cache(i) != null) {
        Tensor rotated = rotatedPart(compressed).rows(from, to);
        rows = documents.cache(i).append(backend, layer, 0, latent.rows(from, to), rotated);
      }
      if (documents.past(i) > 0) {
        absorbed.forward(operands.q().rows(from, to), rows, operands.mixed().rows(from, to));
      } else {
        Tensor keys = operands.k().rows(from, to);
        kept.forward(backend, shape, operands, from, to, keys, operands.v().rows(from, to));
      }
    }
    output.forward(operands.mixed(), true, residual);
  }

  @Override
  public void backward(Tensor x, Documents documents, Tensor dResidual, Tensor dx) {
    output.backward(kept.operands(documents).mixed(), kept.dMixed, false, dResidual);
    kept.backward(backend, shape, documents);
    backend.rotate(
        kept.dq,
        shape.heads(),
        shape.qkDim(),
        mla.qkNopeHeadDim(),
        rotary.table(),
        documents.positions(),
        true);
    query.backward(x, dx, kept.dq);
    LatentHeads.join(backend, shape, mla, kept.dk, kept.dv, expanded, rotatedPart(dCompressed));
    backend.rotate(
        dCompressed, 1, 0, mla.kvLoraRank(), rotary.table(), documents.positions(), true);
    expand.backward(latent, dLatent, false, expanded);
    latentNorm.backward(dLatent, latentPart(compressed), latentPart(dCompressed), false);
    compress.backward(x, dx, true, dCompressed);
  }

  private Tensor latentPart(Tensor x) {
    return x.columns(0, mla.kvLoraRank());
  }

  private Tensor rotatedPart(Tensor x) {
    return x.columns(mla.kvLoraRank(), mla.kvLoraRank() + mla.qkRopeHeadDim());
  }

  @Override
  public void close() {
    query.close();
    compress.close();
    expand.close();
    absorbed.close();
    output.close();
  }
}
