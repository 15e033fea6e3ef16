package io.seekforge.model.decoder;

import io.seekforge.model.ModelConfig;
import io.seekforge.model.MoeConfig;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Experts that are adapters on the feed-forward of a dense layer (Li et al. 2024, "MixLoRA"). The
 * frozen feed-forward is the same for all of them, so each token passes through its matrices once,
 * however many experts it has: gate and up before the experts part, down after the weighted sum of
 * their activations, which is linear.
 */
final class AdapterMixture implements FeedForward {
  private final Backend backend;
  private final MoeConfig moe;
  private final int hiddenSize;
  private final Parameter routerWeight;
  private final Router router;
  private final LinearGroup gateUp;
  private final LinearGroup down;
  private final List<ExpertAdapter> experts = new ArrayList<>();
  private Routing routing;
  private RouterPull pull;
  private float[] logits;
  private int[] identity;
  private Tensor routerLogits;
  private Tensor gate;
  private Tensor up;
  private Tensor lowGateUp;
  private Tensor lowDown;
  private Tensor ofGate;
  private Tensor ofUp;
  private Tensor ofDown;
  private Tensor input;
  private Tensor output;
  private Tensor inner;
  private Tensor dInner;
  private Tensor dLow;

  AdapterMixture(Backend backend, ModelConfig config, ParameterSet parameters, int layer) {
    String module = "model.layers." + layer + ".mlp";
    int width = config.intermediateSize();
    boolean bias = config.mlpBias();
    this.backend = backend;
    this.moe = parameters.mixture().moe(config);
    this.hiddenSize = config.hiddenSize();
    this.routerWeight = parameters.mixtureRouter(layer);
    this.router = new Router(moe, new float[moe.experts()]);
    String[] into = {module + ".gate_proj", module + ".up_proj"};
    this.gateUp = new LinearGroup(backend, parameters, hiddenSize, bias, 0, into);
    this.down = new LinearGroup(backend, parameters, width, bias, 0, module + ".down_proj");
    for (int i = 0; i < moe.experts(); i++) {
      experts.add(ExpertAdapter.of(backend, parameters, module, i));
    }
  }

  @Override
  public void prepare(Workspace workspace, int tokens) {
    int chosen = tokens * moe.topK();
    int width = moe.intermediateSize();
    int rank = experts.get(0).rank();
    logits = new float[tokens * moe.experts()];
    identity = new int[tokens];
    Arrays.setAll(identity, i -> i);
    gateUp.prepare(workspace, tokens);
    down.prepare(workspace, tokens);
    gate = workspace.matrix(chosen, width);
    up = workspace.matrix(chosen, width);
    lowGateUp = workspace.matrix(chosen, 2 * rank);
    lowDown = workspace.matrix(chosen, rank);
    routerLogits = workspace.shared("experts.logits", tokens, moe.experts());
    ofGate = workspace.shared("mixture.gate", tokens, width);
    ofUp = workspace.shared("mixture.up", tokens, width);
    ofDown = workspace.shared("mixture.down", tokens, width);
    input = workspace.shared("experts.rows", tokens, hiddenSize);
    output = workspace.shared("experts.outputs", tokens, hiddenSize);
    inner = workspace.shared("experts.inner", tokens, width);
    dInner = workspace.shared("experts.dInner", tokens, width);
    dLow = workspace.shared("mixture.dLow", tokens, 2 * rank);
  }

  @Override
  public void refresh() {
    gateUp.refresh();
    down.refresh();
  }

  @Override
  public void forward(Tensor x, Tensor residual) {
    int rows = x.rows();
    backend.multiply(x, false, routerWeight.value(), true, 1, 0, routerLogits.rows(0, rows));
    backend.read(routerLogits.rows(0, rows), logits);
    routing = router.route(logits, rows);
    gateUp.forward(x, false, ofGate.rows(0, rows), ofUp.rows(0, rows));
    Tensor sum = ofDown.rows(0, rows);
    backend.zero(sum);
    for (int i = 0; i < experts.size(); i++) {
      int n = routing.count(i);
      if (n == 0) {
        continue;
      }
      int[] tokens = routing.tokens(i);
      ExpertAdapter expert = experts.get(i);
      backend.gather(x, tokens, n, input.rows(0, n));
      backend.gather(ofGate, tokens, n, gateOf(i));
      backend.gather(ofUp, tokens, n, upOf(i));
      expert.addGateUp(input.rows(0, n), lowGateUpOf(i), gateOf(i), upOf(i));
      backend.gatedSilu(gateOf(i), upOf(i), inner.rows(0, n));
      backend.scatterAdd(inner.rows(0, n), tokens, n, routing.weights(i), sum);
      expert.down(inner.rows(0, n), lowDownOf(i), output.rows(0, n));
      backend.scatterAdd(output.rows(0, n), tokens, n, routing.weights(i), residual);
    }
    // Weights of a token add up to 1, so a bias comes through once.
    down.forward(sum, true, residual);
  }

  @Override
  public void backward(Tensor x, Tensor dResidual, Tensor dx) {
    int rows = x.rows();
    // Frozen: of its input only the shape is looked at.
    Tensor dSum = ofDown.rows(0, rows);
    down.backward(inner.rows(0, rows), dSum, false, dResidual);
    Tensor dGate = ofGate.rows(0, rows);
    Tensor dUp = ofUp.rows(0, rows);
    backend.zero(dGate);
    backend.zero(dUp);
    if (dx != null) {
      backend.zero(dx);
    }
    float[][] dWeights = new float[experts.size()][];
    for (int i = 0; i < experts.size(); i++) {
      dWeights[i] = new float[routing.count(i)];
      if (routing.count(i) > 0) {
        backward(i, x, dResidual, dWeights[i], dx);
        backend.scatterAdd(gateOf(i), routing.tokens(i), routing.count(i), null, dGate);
        backend.scatterAdd(upOf(i), routing.tokens(i), routing.count(i), null, dUp);
      }
    }
    if (dx != null) {
      gateUp.backward(x, dx, true, dGate, dUp);
    }
    Tensor dLogits = routerLogits.rows(0, rows);
    backend.write(router.backward(routing, dWeights, pull), dLogits);
    if (dx != null) {
      backend.multiply(dLogits, false, routerWeight.value(), false, 1, 1, dx);
    }
    backend.multiply(dLogits, true, x, false, 1, 1, routerWeight.gradient());
  }

  /**
   * Through one expert: the gradients of its adapters, of its rows' weights, and in place of its
   * gate and up theirs; what its adapters hand to the input is added to dx.
   */
  private void backward(int i, Tensor x, Tensor dResidual, float[] dWeights, Tensor dx) {
    int n = routing.count(i);
    int[] tokens = routing.tokens(i);
    ExpertAdapter expert = experts.get(i);
    Tensor d = output.rows(0, n);
    Tensor in = input.rows(0, n);
    Tensor activated = inner.rows(0, n);
    Tensor dActivated = dInner.rows(0, n);
    backend.gatedSilu(gateOf(i), upOf(i), activated);
    backend.gather(dResidual, tokens, n, d);
    backend.gather(ofDown, tokens, n, dActivated);
    expert.addDownBackward(d, dLow.rows(0, n), dActivated);
    // The output is linear in the activation, bias aside: d·output is its dot product with dInner.
    backend.rowDots(dActivated, activated, identity, n, dWeights);
    backend.scaleRows(d, routing.weights(i), n);
    backend.scaleRows(dActivated, routing.weights(i), n);
    expert.addDownGradients(d, activated, lowDownOf(i), dLow.rows(0, n));
    backend.gatedSiluBackward(dActivated, gateOf(i), upOf(i), gateOf(i), upOf(i));
    backend.gather(x, tokens, n, in);
    boolean handsOn = dx != null;
    expert.gateUpBackward(
        in, lowGateUpOf(i), gateOf(i), upOf(i), dLow.rows(0, n), handsOn ? d : null);
    if (handsOn) {
      backend.scatterAdd(d, tokens, n, null, dx);
    }
  }

  private Tensor gateOf(int expert) {
    return own(gate, expert);
  }

  private Tensor upOf(int expert) {
    return own(up, expert);
  }

  private Tensor lowGateUpOf(int expert) {
    return own(lowGateUp, expert);
  }

  private Tensor lowDownOf(int expert) {
    return own(lowDown, expert);
  }

  /** The expert's part of a buffer that lasts until the backward. */
  private Tensor own(Tensor kept, int expert) {
    int from = routing.first(expert);
    return kept.rows(from, from + routing.count(expert));
  }

  @Override
  public Routing routing() {
    return routing;
  }

  @Override
  public void pull(RouterPull next) {
    pull = next;
  }

  @Override
  public void close() {
    gateUp.close();
    down.close();
  }
}
