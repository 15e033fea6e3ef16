package io.seekforge.training.rounds;

import io.seekforge.api.PackedSequence;
import io.seekforge.model.LossSum;
import io.seekforge.tensor.cpu.OptimizerKernels;
import java.util.List;
import org.apache.spark.TaskContext;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One step of one replica: the gradient of the summed loss over its sequences of that step. */
final class ReplicaStep {
  private ReplicaStep() {}

  /**
   * @param gradient flat vector the replica's gradient is added to
   */
  static Contribution run(
      RunContext context, Crew crew, int replica, long step, INDArray gradient) {
    List<Turn> turns = context.turns(replica, step);
    if (turns.isEmpty()) {
      return Contribution.NOTHING;
    }
    List<LossSum> losses = crew.gradients(turns, gradient);
    List<PackedSequence> sequences = turns.stream().map(Turn::sequence).toList();
    return Contribution.of(sequences, losses, finite(gradient));
  }

  /** Squares of finite numbers of float32 have a finite sum in double. */
  private static boolean finite(INDArray vector) {
    return Double.isFinite(OptimizerKernels.norm(vector, TaskContext.get().cpus()));
  }
}
