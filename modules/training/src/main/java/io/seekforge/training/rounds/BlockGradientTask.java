package io.seekforge.training.rounds;

import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.TaskCompletionListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import scala.Tuple2;

/** A replica's gradient at stored parameters, given to the shuffle block by block. */
final class BlockGradientTask implements PairFlatMapFunction<Integer, Long, GradientPiece> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<RunContext> run;
  private final Broadcast<StoredParameters> parameters;
  private final long step;

  BlockGradientTask(Broadcast<RunContext> run, Broadcast<StoredParameters> parameters, long step) {
    this.run = run;
    this.parameters = parameters;
    this.step = step;
  }

  /** Orders pieces by block, then by replica. */
  static long key(int block, int replica) {
    return ((long) block << 32) | replica;
  }

  static int block(long key) {
    return (int) (key >>> 32);
  }

  @Override
  public Iterator<Tuple2<Long, GradientPiece>> call(Integer replica) {
    long start = System.nanoTime();
    RunContext context = run.value();
    Blocks blocks = parameters.value().blocks();
    INDArray gradient = FlatVector.zeros(blocks.size());
    // The shuffle reads the gradient after this call has returned.
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> gradient.close());
    Contribution contribution = gradient(context, replica, gradient);
    double seconds = (System.nanoTime() - start) * 1e-9;
    boolean empty = contribution.tokens() == 0;
    return IntStream.range(0, blocks.count())
        .mapToObj(
            block ->
                new Tuple2<>(
                    key(block, replica),
                    new GradientPiece(
                        gradient,
                        blocks.from(block),
                        empty ? 0 : blocks.length(block),
                        contribution,
                        seconds)))
        .iterator();
  }

  private Contribution gradient(RunContext context, int replica, INDArray gradient) {
    try (INDArray current = parameters.value().vector(context.model().hadoop().value());
        Crew crew =
            new Crew(
                context.model(), TaskContext.get().cpus(), context.train().sequencesPerStep())) {
      crew.use(current);
      return ReplicaStep.run(context, crew, replica, step, gradient);
    }
  }
}
