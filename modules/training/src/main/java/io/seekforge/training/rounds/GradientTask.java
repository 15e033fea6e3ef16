package io.seekforge.training.rounds;

import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A replica's part in a synchronous step: its gradient at the current parameters. */
final class GradientTask implements Function<Integer, GradientTask.Result> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<RunContext> run;
  private final Broadcast<byte[]> parameters;
  private final long step;

  GradientTask(Broadcast<RunContext> run, Broadcast<byte[]> parameters, long step) {
    this.run = run;
    this.parameters = parameters;
    this.step = step;
  }

  /**
   * What the replica gives back.
   *
   * @param gradient float32 little-endian; empty if it had no sequence left
   * @param seconds time that computing took, without what came and went; for people only
   */
  record Result(byte[] gradient, Contribution contribution, double seconds)
      implements Serializable {}

  @Override
  public Result call(Integer replica) {
    RunContext context = run.value();
    try (INDArray current = FlatVector.of(parameters.value());
        INDArray gradient = FlatVector.zeros(current.length());
        Crew crew =
            new Crew(
                context.model(), TaskContext.get().cpus(), context.train().sequencesPerStep())) {
      crew.use(current);
      long start = System.nanoTime();
      Contribution contribution = ReplicaStep.run(context, crew, replica, step, gradient);
      double seconds = (System.nanoTime() - start) * 1e-9;
      byte[] bytes = contribution.tokens() == 0 ? new byte[0] : FlatVector.bytes(gradient);
      return new Result(bytes, contribution, seconds);
    }
  }
}
