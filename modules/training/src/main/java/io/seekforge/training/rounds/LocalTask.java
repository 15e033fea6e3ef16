package io.seekforge.training.rounds;

import io.seekforge.api.recipe.TrainSection;
import io.seekforge.model.LossSum;
import io.seekforge.model.optim.AdamW;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A replica's part in a round of local steps: its own AdamW from the common parameters. */
final class LocalTask implements Function<Integer, LocalTask.Result> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<RunContext> run;
  private final Broadcast<byte[]> parameters;
  private final List<Broadcast<OptimizerState>> optimizers;
  private final long firstStep;
  private final long endStep;

  /**
   * @param optimizers state of each replica's optimiser
   * @param firstStep first step of the round, from 0
   * @param endStep the step after its last
   */
  LocalTask(
      Broadcast<RunContext> run,
      Broadcast<byte[]> parameters,
      List<Broadcast<OptimizerState>> optimizers,
      long firstStep,
      long endStep) {
    this.run = run;
    this.parameters = parameters;
    this.optimizers = optimizers;
    this.firstStep = firstStep;
    this.endStep = endStep;
  }

  /**
   * What the replica gives back.
   *
   * @param parameters float32 little-endian; empty if it took no step
   * @param optimizer its state after the round
   * @param steps steps it took
   * @param gradNorms sum of the gradient norms of those steps
   * @param skipped steps left out because they were not finite
   * @param firstSkipped number, from 0, of the first of those; -1 without any
   * @param seconds time the task took, for people only
   */
  record Result(
      byte[] parameters,
      OptimizerState optimizer,
      Contribution contribution,
      int steps,
      double gradNorms,
      int skipped,
      long firstSkipped,
      double seconds)
      implements Serializable {}

  @Override
  public Result call(Integer replica) {
    long start = System.nanoTime();
    RunContext context = run.value();
    OptimizerState before = optimizers.get(replica).value();
    try (INDArray current = FlatVector.of(parameters.value());
        Crew crew =
            new Crew(
                context.model(), TaskContext.get().cpus(), context.train().sequencesPerStep())) {
      AdamW optimizer = before.restore(context.train(), current.length());
      Steps steps = new Steps(context, crew, replica, current, optimizer);
      for (long step = firstStep; step < endStep; step++) {
        steps.take(step);
      }
      return new Result(
          steps.taken == 0 ? new byte[0] : FlatVector.bytes(current),
          steps.taken == 0 ? before : OptimizerState.of(optimizer),
          steps.sum,
          steps.taken,
          steps.gradNorms,
          steps.skipped,
          steps.firstSkipped,
          (System.nanoTime() - start) * 1e-9);
    }
  }

  private static final class Steps {
    private final RunContext context;
    private final Crew crew;
    private final int replica;
    private final INDArray current;
    private final AdamW optimizer;
    private Contribution sum = Contribution.NOTHING;
    private int taken;
    private double gradNorms;
    private int skipped;
    private long firstSkipped = -1;

    Steps(RunContext context, Crew crew, int replica, INDArray current, AdamW optimizer) {
      this.context = context;
      this.crew = crew;
      this.replica = replica;
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
        gradient.divi(own.loss().labelTokens());
        double norm = AdamW.clipGradNorm(gradient, train.maxGradNorm());
        if (!Double.isFinite(norm)) {
          skip(step, context.documents(replica, step));
          return;
        }
        optimizer.step(current, gradient, context.rate().at(step));
        sum = sum.plus(own);
        gradNorms += norm;
        taken++;
      }
    }

    private void skip(long step, List<String> suspects) {
      firstSkipped = skipped == 0 ? step : firstSkipped;
      skipped++;
      sum = sum.plus(new Contribution(LossSum.ZERO, 0, suspects));
    }
  }
}
