package io.seekforge.model.decoder;

import io.seekforge.model.ExpertNames;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.MoeConfig;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A mixture of experts (Mixtral, Jiang et al. 2024; DeepSeekMoE, Dai et al. 2024): each token
 * passes through the experts that the router chose for it, weighted by their scores, and through
 * the shared experts if there are any. Every chosen expert is computed, in ascending order, over
 * the rows that chose it.
 */
final class ExpertMixture implements FeedForward {
  private final Backend backend;
  private final MoeConfig moe;
  private final int hiddenSize;
  private final Parameter routerWeight;
  private final Parameter correction;
  private final float[] corrections;
  private final Router router;
  private final List<Expert> experts;
  private final FeedForward shared;
  private final boolean trainsRouter;
  private final boolean trainsShared;
  private Routing routing;
  private RouterPull pull;
  private float[] logits;
  private Tensor routerLogits;
  private Tensor gate;
  private Tensor up;
  private Tensor lowGateUp;
  private Tensor lowDown;
  private Tensor rows;
  private Tensor outputs;
  private Tensor dInput;

  private ExpertMixture(
      Backend backend,
      MoeConfig moe,
      int hiddenSize,
      Parameter routerWeight,
      Parameter correction,
      List<Expert> experts,
      FeedForward shared,
      boolean trainsRouter,
      boolean trainsShared) {
    this.backend = backend;
    this.moe = moe;
    this.hiddenSize = hiddenSize;
    this.routerWeight = routerWeight;
    this.correction = correction;
    this.corrections = new float[moe.experts()];
    this.router = new Router(moe, corrections);
    this.experts = experts;
    this.shared = shared;
    this.trainsRouter = trainsRouter;
    this.trainsShared = trainsShared;
    readCorrection();
  }

  /** The experts that a layer of the model has. */
  static ExpertMixture routed(
      Backend backend, ModelConfig config, ParameterSet parameters, int rank, int layer) {
    ExpertNames names = ExpertNames.of(config.modelType());
    String module = names.module(layer);
    MoeConfig moe = config.moe();
    int hidden = config.hiddenSize();
    List<Expert> experts = new ArrayList<>();
    for (int i = 0; i < moe.experts(); i++) {
      String one = module + ".experts." + i;
      String gate = one + "." + names.gate();
      String up = one + "." + names.up();
      String down = one + "." + names.down();
      experts.add(
          new Expert(
              backend,
              moe.intermediateSize(),
              parameters.trains(one),
              new LinearGroup(backend, parameters, hidden, false, rank, gate, up),
              new LinearGroup(backend, parameters, moe.intermediateSize(), false, rank, down)));
    }
    int sharedWidth = moe.intermediateSize() * moe.sharedExperts();
    String sharedModule = module + ".shared_experts";
    FeedForward shared =
        sharedWidth == 0
            ? null
            : new GatedMlp(
                backend, parameters, sharedModule, hidden, sharedWidth, config.mlpBias(), rank);
    return new ExpertMixture(
        backend,
        moe,
        hidden,
        parameters.parameter(module + ".gate.weight"),
        moe.gate() == MoeConfig.Gate.SIGMOID_CORRECTED
            ? parameters.parameter(module + ".gate.e_score_correction_bias")
            : null,
        experts,
        shared,
        parameters.trains(module + ".gate"),
        parameters.trains(sharedModule));
  }

  private void readCorrection() {
    if (correction != null && correction.value() != null) {
      backend.read(correction.value(), corrections);
    }
  }

  @Override
  public void prepare(Workspace workspace, int tokens) {
    int chosen = tokens * moe.topK();
    int width = moe.intermediateSize();
    int gateUpRank = experts.stream().mapToInt(Expert::gateUpRank).max().orElse(0);
    int downRank = experts.stream().mapToInt(Expert::downRank).max().orElse(0);
    logits = new float[tokens * moe.experts()];
    routerLogits = workspace.shared("experts.logits", tokens, moe.experts());
    gate = workspace.matrix(chosen, width);
    up = workspace.matrix(chosen, width);
    lowGateUp = workspace.matrix(chosen, gateUpRank);
    lowDown = workspace.matrix(chosen, downRank);
    rows = workspace.shared("experts.rows", tokens, hiddenSize);
    outputs = workspace.shared("experts.outputs", tokens, hiddenSize);
    if (trainsRouter) {
      dInput = workspace.shared("experts.dInput", tokens, hiddenSize);
    }
    experts.forEach(expert -> expert.prepareScratch(workspace, tokens));
    if (shared != null) {
      shared.prepare(workspace, tokens);
    }
  }

  @Override
  public void refresh() {
    readCorrection();
    experts.forEach(Expert::refresh);
    if (shared != null) {
      shared.refresh();
    }
  }

  @Override
  public void forward(Tensor x, Tensor residual) {
    backend.multiply(x, false, routerWeight.value(), true, 1, 0, routerLogits);
    backend.read(routerLogits, logits);
    routing = router.route(logits, x.rows());
    for (int i = 0; i < experts.size(); i++) {
      int n = routing.count(i);
      if (n > 0) {
        Tensor in = rows.rows(0, n);
        Tensor out = outputs.rows(0, n);
        backend.gather(x, routing.tokens(i), n, in);
        keep(i).forward(in, out);
        backend.scatterAdd(out, routing.tokens(i), n, routing.weights(i), residual);
      }
    }
    if (shared != null) {
      shared.forward(x, residual);
    }
  }

  /** The expert with its part of the buffers that last until the backward. */
  private Expert keep(int i) {
    int from = routing.first(i);
    int to = from + routing.count(i);
    Expert expert = experts.get(i);
    expert.keepIn(
        gate.rows(from, to), up.rows(from, to), lowGateUp.rows(from, to), lowDown.rows(from, to));
    return expert;
  }

  @Override
  public void backward(Tensor x, Tensor dResidual, Tensor dx) {
    addLoad();
    if (dx == null && !trainsRouter) {
      trainExperts(x, dResidual);
      return;
    }
    // A trained router alone needs the gradient of the weights, through all experts.
    Tensor toInput = dx == null ? dInput.rows(0, x.rows()) : dx;
    if (shared == null) {
      backend.zero(toInput);
    } else {
      shared.backward(x, dResidual, toInput);
    }
    float[][] dWeights = new float[experts.size()][];
    for (int i = 0; i < experts.size(); i++) {
      int n = routing.count(i);
      dWeights[i] = new float[n];
      if (n > 0) {
        Tensor in = rows.rows(0, n);
        Tensor d = outputs.rows(0, n);
        backend.gather(dResidual, routing.tokens(i), n, d);
        backend.scaleRows(d, routing.weights(i), n);
        backend.gather(x, routing.tokens(i), n, in);
        keep(i).backward(in, d, routing.weights(i), dWeights[i]);
        backend.scatterAdd(d, routing.tokens(i), n, null, toInput);
      }
    }
    backend.write(router.backward(routing, dWeights, pull), routerLogits);
    backend.multiply(routerLogits, false, routerWeight.value(), false, 1, 1, toInput);
    if (routerWeight.gradient() != null) {
      backend.multiply(routerLogits, true, x, false, 1, 1, routerWeight.gradient());
    }
  }

  /**
   * The place of the correction's gradient takes how many tokens more than the mean each expert
   * has: its sign is what the bias is moved against (DeepSeek-V3, section 2.1.2).
   */
  private void addLoad() {
    if (correction == null || correction.gradient() == null) {
      return;
    }
    float[] excess = new float[moe.experts()];
    backend.read(correction.gradient(), excess);
    double mean = (double) routing.chosen().length / moe.experts();
    for (int i = 0; i < excess.length; i++) {
      excess[i] += (float) (routing.count(i) - mean);
    }
    backend.write(excess, correction.gradient());
  }

  /** Where no gradient goes on: only through the experts that are trained. */
  private void trainExperts(Tensor x, Tensor dResidual) {
    if (shared != null && trainsShared) {
      shared.backward(x, dResidual, null);
    }
    for (int i = 0; i < experts.size(); i++) {
      int n = routing.count(i);
      if (n > 0 && experts.get(i).trained) {
        Tensor in = rows.rows(0, n);
        Tensor d = outputs.rows(0, n);
        backend.gather(dResidual, routing.tokens(i), n, d);
        backend.scaleRows(d, routing.weights(i), n);
        backend.gather(x, routing.tokens(i), n, in);
        keep(i).trainOn(in, d);
      }
    }
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
    experts.forEach(Expert::close);
    if (shared != null) {
      shared.close();
    }
  }

  /** One routed expert: a SwiGLU whose buffers are slices of the mixture's. */
  private static final class Expert implements AutoCloseable {
    private final Backend backend;
    private final int width;
    private final boolean trained;
    private final LinearGroup gateUp;
    private final LinearGroup down;
    private Tensor gate;
    private Tensor up;
    private Tensor inner;
    private Tensor dInner;
    private Tensor narrowGate;
    private Tensor narrowUp;
    private int[] identity;

    Expert(Backend backend, int width, boolean trained, LinearGroup gateUp, LinearGroup down) {
      this.backend = backend;
      this.width = width;
      this.trained = trained;
      this.gateUp = gateUp;
      this.down = down;
    }

    int gateUpRank() {
      return gateUp.rank();
    }

    int downRank() {
      return down.rank();
    }

    void prepareScratch(Workspace workspace, int tokens) {
      gateUp.prepareScratch(workspace, tokens);
      down.prepareScratch(workspace, tokens);
      inner = workspace.shared("experts.inner", tokens, width);
      dInner = workspace.shared("experts.dInner", tokens, width);
      narrowGate = workspace.shared("experts.narrowGate", ElementType.BFLOAT16, tokens, width);
      narrowUp = workspace.shared("experts.narrowUp", ElementType.BFLOAT16, tokens, width);
      identity = new int[tokens];
      Arrays.setAll(identity, i -> i);
    }

    void refresh() {
      gateUp.refresh();
      down.refresh();
    }

    void keepIn(Tensor keptGate, Tensor keptUp, Tensor lowGateUp, Tensor lowDown) {
      gate = keptGate;
      up = keptUp;
      gateUp.keepIn(lowGateUp);
      down.keepIn(lowDown);
    }

    void forward(Tensor in, Tensor out) {
      Tensor activated = down.operandIn(inner, narrowGate, in.rows());
      gateUp.forward(in, false, gate, up);
      backend.gatedSilu(gate, up, activated);
      down.forward(activated, false, out);
    }

    /**
     * The gradient, in place of d.
     *
     * @param d gradient of the weighted output
     * @param dWeights receives that of each row's weight: d(weighted output)·output, which is
     *     (d·W)·inner / weight without computing the output again
     */
    void backward(Tensor in, Tensor d, float[] weights, float[] dWeights) {
      int n = in.rows();
      Tensor activated = throughDown(in, d);
      backend.rowDots(dInner.rows(0, n), activated, identity, n, dWeights);
      for (int i = 0; i < n; i++) {
        dWeights[i] = weights[i] == 0 ? 0 : dWeights[i] / weights[i];
      }
      throughGate(in, d);
    }

    /** Only the gradients of its weights. */
    void trainOn(Tensor in, Tensor d) {
      throughDown(in, d);
      throughGate(in, null);
    }

    private void throughGate(Tensor in, Tensor dx) {
      int n = in.rows();
      Tensor dGate = gateUp.operandIn(gate, narrowGate, n);
      Tensor dUp = gateUp.operandIn(up, narrowUp, n);
      backend.gatedSiluBackward(dInner.rows(0, n), gate, up, dGate, dUp);
      gateUp.backward(in, dx, false, dGate, dUp);
    }

    private Tensor throughDown(Tensor in, Tensor d) {
      Tensor activated = inner.rows(0, in.rows());
      backend.gatedSilu(gate, up, activated);
      down.backward(activated, dInner.rows(0, in.rows()), false, d);
      return activated;
    }

    @Override
    public void close() {
      gateUp.close();
      down.close();
    }
  }
}
