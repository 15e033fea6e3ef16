package io.seekforge.training.rounds;

import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.api.ndarray.INDArray;

/** As {@link GradientTask}, over a wire that loses something: the replica keeps what was lost. */
final class WiredGradientTask
    implements Function<Replicas.Kept<GradientTask.Result>, Replicas.Kept<GradientTask.Result>> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<RunContext> run;
  private final Broadcast<byte[]> parameters;
  private final long length;
  private final long step;

  WiredGradientTask(
      Broadcast<RunContext> run, Broadcast<byte[]> parameters, long length, long step) {
    this.run = run;
    this.parameters = parameters;
    this.length = length;
    this.step = step;
  }

  @Override
  public Replicas.Kept<GradientTask.Result> call(Replicas.Kept<GradientTask.Result> before) {
    RunContext context = run.value();
    Wire wire = Wire.of(context.train().exchange());
    try (INDArray current = wire.parameters(parameters.value(), length);
        INDArray gradient = FlatVector.zeros(length);
        Crew crew =
            new Crew(
                context.model(), TaskContext.get().cpus(), context.train().sequencesPerStep())) {
      crew.use(current);
      long start = System.nanoTime();
      Contribution own = ReplicaStep.run(context, crew, before.replica(), step, gradient);
      double seconds = (System.nanoTime() - start) * 1e-9;
      byte[] update = new byte[0];
      ReplicaState after = before.state();
      // What is not finite would stay in the residual for ever.
      if (own.tokens() > 0 && own.finite()) {
        Residual sent = Residual.send(wire, gradient, before.state().residual());
        update = sent.update();
        after = new ReplicaState(OptimizerState.FRESH, sent.left());
      }
      return new Replicas.Kept<>(
          before.replica(), after, new GradientTask.Result(update, own, seconds));
    }
  }
}
