package io.seekforge.model.decoder;

import io.seekforge.model.MlaConfig;
import io.seekforge.model.ModelConfig;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;

/** Queries of latent attention: one linear, or compression, norm and expansion. */
final class LatentQuery implements AutoCloseable {
  private final int width;
  private final LinearGroup first;
  private final Norm norm;
  private final LinearGroup expand;
  private Tensor compressed;
  private Tensor normed;
  private Tensor dNormed;

  LatentQuery(
      Backend backend,
      ModelConfig config,
      ParameterSet parameters,
      int rank,
      String module,
      double epsilon) {
    MlaConfig mla = config.mla();
    this.width = mla.qLoraRank();
    int in = config.hiddenSize();
    if (width == 0) {
      this.first = new LinearGroup(backend, parameters, in, false, rank, module + ".q_proj");
      this.norm = null;
      this.expand = null;
    } else {
      boolean bias = config.qkvBias();
      this.first = new LinearGroup(backend, parameters, in, bias, rank, module + ".q_a_proj");
      this.norm = new Norm(backend, parameters, module + ".q_a_layernorm", epsilon);
      this.expand = new LinearGroup(backend, parameters, width, false, rank, module + ".q_b_proj");
    }
  }

  void prepare(Workspace workspace, int tokens) {
    first.prepare(workspace, tokens);
    if (width > 0) {
      norm.prepare(workspace, tokens);
      expand.prepare(workspace, tokens);
      compressed = workspace.matrix(tokens, width);
      normed = workspace.matrix(tokens, width);
      dNormed = workspace.shared("latent.dQuery", tokens, width);
    }
  }

  void refresh() {
    first.refresh();
    if (width > 0) {
      expand.refresh();
    }
  }

  /** As {@link AttentionBlock#inputType}. */
  ElementType inputType(int rows) {
    return first.operandType(rows);
  }

  void forward(Tensor x, Tensor q) {
    if (width == 0) {
      first.forward(x, false, q);
      return;
    }
    first.forward(x, false, compressed);
    norm.forward(compressed, normed);
    expand.forward(normed, false, q);
  }

  void backward(Tensor x, Tensor dx, Tensor dq) {
    if (width == 0) {
      first.backward(x, dx, false, dq);
      return;
    }
    expand.backward(normed, dNormed, false, dq);
    norm.backward(dNormed, compressed, dNormed, false);
    first.backward(x, dx, false, dNormed);
  }

  @Override
  public void close() {
    first.close();
    if (width > 0) {
      expand.close();
    }
  }
}
