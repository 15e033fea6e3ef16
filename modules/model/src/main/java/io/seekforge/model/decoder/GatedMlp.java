package io.seekforge.model.decoder;

import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;

/** The SwiGLU feed-forward: down(silu(gate(x)) · up(x)). */
public final class GatedMlp implements FeedForward {
  private final Backend backend;
  private final int width;
  private final LinearGroup gateUp;
  private final LinearGroup down;
  private Tensor gate;
  private Tensor up;
  private Tensor inner;
  private Tensor dInner;
  private Tensor narrowInner;
  private Tensor narrowGate;
  private Tensor narrowUp;

  public GatedMlp(
      Backend backend,
      ParameterSet parameters,
      String module,
      int hiddenSize,
      int width,
      boolean bias,
      int rank) {
    this.backend = backend;
    this.width = width;
    this.gateUp =
        new LinearGroup(
            backend,
            parameters,
            hiddenSize,
            bias,
            rank,
            module + ".gate_proj",
            module + ".up_proj");
    this.down = new LinearGroup(backend, parameters, width, bias, rank, module + ".down_proj");
  }

  @Override
  public void prepare(Workspace workspace, int tokens) {
    gateUp.prepare(workspace, tokens);
    down.prepare(workspace, tokens);
    gate = workspace.matrix(tokens, width);
    up = workspace.matrix(tokens, width);
    inner = workspace.shared("mlp.inner", tokens, width);
    dInner = workspace.shared("mlp.dInner", tokens, width);
    narrowInner = workspace.shared("mlp.narrowInner", ElementType.BFLOAT16, tokens, width);
    narrowGate = workspace.shared("mlp.narrowGate", ElementType.BFLOAT16, tokens, width);
    narrowUp = workspace.shared("mlp.narrowUp", ElementType.BFLOAT16, tokens, width);
  }

  @Override
  public void refresh() {
    gateUp.refresh();
    down.refresh();
  }

  @Override
  public ElementType inputType(int rows) {
    return gateUp.operandType(rows);
  }

  /** Reads the first rows of its buffers when x has fewer rows than it was prepared for. */
  @Override
  public void forward(Tensor x, Tensor residual) {
    int n = x.rows();
    gateUp.forward(x, false, gate.rows(0, n), up.rows(0, n));
    down.forward(activated(n), true, residual);
  }

  private Tensor activated(int n) {
    Tensor y = down.operandIn(inner, narrowInner, n);
    backend.gatedSilu(gate.rows(0, n), up.rows(0, n), y);
    return y;
  }

  /**
   * The inner activations are computed again; the gradients of gate and up may take their place.
   */
  @Override
  public void backward(Tensor x, Tensor dResidual, Tensor dx) {
    int n = x.rows();
    down.backward(activated(n), dInner.rows(0, n), false, dResidual);
    Tensor dGate = gateUp.operandIn(gate, narrowGate, n);
    Tensor dUp = gateUp.operandIn(up, narrowUp, n);
    backend.gatedSiluBackward(dInner.rows(0, n), gate.rows(0, n), up.rows(0, n), dGate, dUp);
    gateUp.backward(x, dx, false, dGate, dUp);
  }

  @Override
  public void close() {
    gateUp.close();
    down.close();
  }
}
