package io.seekforge.training.rounds;

import io.seekforge.api.recipe.TrainSection;
import io.seekforge.model.LossSum;
import io.seekforge.model.optim.AdamW;
import io.seekforge.model.optim.CorrectionBias;
import io.seekforge.tensor.cpu.OptimizerKernels;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A replica's part in a round of local steps: its own AdamW from the common parameters. */
final class LocalTask
    implements Function<Replicas.Kept<LocalTask.Result>, Replicas.Kept<LocalTask.Result>> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<RunContext> run;
  private final Broadcast<byte[]> parameters;
  private final long length;
  private final long firstStep;
  private final long endStep;

  /**
   * @param parameters as the wire sends them
   * @param length number of parameters
   * @param firstStep first step of the round, from 0
   * @param endStep the step after its last
   */
  LocalTask(
      Broadcast<RunContext> run,
      Broadcast<byte[]> parameters,
      long length,
      long firstStep,
      long endStep) {
    this.run = run;
    this.parameters = parameters;
    this.length = length;
    this.firstStep = firstStep;
    this.endStep = endStep;
  }

  /**
   * What the replica tells.
   *
   * @param update on an exact wire its parameters, otherwise the wire's update: what it adds to the
   *     common ones; empty if it took no step
   * @param steps steps it took
   * @param gradNorms sum of the gradient norms of those steps
   * @param skipped steps left out because they were not finite
   * @param firstSkipped number, from 0, of the first of those; -1 without any
   * @param seconds time that its steps took, without what came and went; for people only
   */
  record Result(
      byte[] update,
      Contribution contribution,
      int steps,
      double gradNorms,
      int skipped,
      long firstSkipped,
      double seconds)
      implements Serializable {}

  @Override
  public Replicas.Kept<Result> call(Replicas.Kept<Result> before) {
    RunContext context = run.value();
    Wire wire = Wire.of(context.train().exchange());
    try (INDArray common = wire.parameters(parameters.value(), length);
        INDArray current = common.dup();
        Crew crew =
            new Crew(
                context.model(), TaskContext.get().cpus(), context.train().sequencesPerStep())) {
      AdamW optimizer = before.state().optimizer().restore(context.train(), length);
      Steps steps = new Steps(context, crew, before.replica(), common, current, optimizer);
      long start = System.nanoTime();
      for (long step = firstStep; step < endStep; step++) {
        steps.take(step);
      }
      double seconds = (System.nanoTime() - start) * 1e-9;
      byte[] residual = before.state().residual();
      byte[] update = new byte[0];
      if (steps.taken > 0) {
        if (wire.exact()) {
          update = FlatVector.bytes(current);
        } else {
          current.subi(common);
          Residual sent = Residual.send(wire, current, residual);
          update = sent.update();
          residual = sent.left();
        }
      }
      ReplicaState after =
          new ReplicaState(
              steps.taken == 0 ? before.state().optimizer() : OptimizerState.of(optimizer),
              residual);
      return new Replicas.Kept<>(before.replica(), after, steps.result(update, seconds));
    }
  }

  private static final class Steps {
    private final RunContext context;
    private final Crew crew;
    private final int replica;
    private final INDArray common;
    private final INDArray current;
    private final AdamW optimizer;
    private Contribution sum = Contribution.NOTHING;
    private int taken;
    private double gradNorms;
    private int skipped;
    private long firstSkipped = -1;

    Steps(
        RunContext context,
        Crew crew,
        int replica,
        INDArray common,
        INDArray current,
        AdamW optimizer) {
      this.context = context;
      this.crew = crew;
      this.replica = replica;
      this.common = common;
      this.current = current;
      this.optimizer = optimizer;
    }

    void take(long step) {
      TrainSection train = context.train();
      crew.use(current);
      try (INDArray gradient = FlatVector.zeros(current.length())) {
        Contribution own = ReplicaStep.run(context, crew, replica, step, gradient);
        if (!own.finite()) {
          skip(step, own.suspects());
          return;
        }
        if (own.loss().labelTokens() == 0) {
          sum = sum.plus(own);
          return;
        }
        CorrectionBias.Aside aside = context.bias().take(current, gradient);
        gradient.divi(own.loss().labelTokens());
        pullBack(gradient, train.exchange().proximal());
        int threads = TaskContext.get().cpus();
        double norm = OptimizerKernels.norm(gradient, threads);
        if (!Double.isFinite(norm)) {
          skip(step, context.documents(replica, step));
          return;
        }
        float factor = AdamW.clipFactor(norm, train.maxGradNorm());
        optimizer.step(current, gradient, factor, context.rate().at(step), threads);
        context.bias().put(aside, current);
        sum = sum.plus(own);
        gradNorms += norm;
        taken++;
      }
    }

    /** FedProx (Li et al. 2020, equation 2): the gradient of μ/2 · ‖own − common‖² is added. */
    private void pullBack(INDArray gradient, double proximal) {
      if (proximal > 0) {
        try (INDArray away = current.sub(common)) {
          gradient.addi(away.muli(proximal));
        }
      }
    }

    private void skip(long step, List<String> suspects) {
      firstSkipped = skipped == 0 ? step : firstSkipped;
      skipped++;
      sum = sum.plus(new Contribution(LossSum.ZERO, 0, suspects));
    }

    Result result(byte[] update, double seconds) {
      return new Result(update, sum, taken, gradNorms, skipped, firstSkipped, seconds);
    }
  }
}
