package io.seekforge.training.rounds;

import java.util.List;

/**
 * All that a run is between two rounds when the driver holds the parameters; a checkpoint holds
 * exactly this.
 *
 * @param counters how far it is
 * @param parameters trainable parameters, float32 little-endian
 * @param optimizers the one of synchronous rounds; with local steps none: each replica has its own
 * @param replicas what replicas keep, in files
 * @param momentum of the outer optimiser; empty without one
 */
public record TrainingState(
    Counters counters,
    byte[] parameters,
    List<OptimizerState> optimizers,
    StoredReplicas replicas,
    byte[] momentum) {
  /** Before the first round. */
  public static TrainingState fresh(byte[] parameters, RunPlan plan, int replicas) {
    return new TrainingState(
        new Counters(0, 0, 0),
        parameters,
        plan.localSteps() == 1 ? List.of(OptimizerState.FRESH) : List.of(),
        StoredReplicas.fresh(replicas),
        new byte[0]);
  }
}
