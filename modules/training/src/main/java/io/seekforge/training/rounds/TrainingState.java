package io.seekforge.training.rounds;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * All that a run is between two rounds when the driver holds it; a checkpoint holds exactly this.
 *
 * @param counters how far it is
 * @param parameters trainable parameters, float32 little-endian
 * @param optimizers one for synchronous rounds, one per replica for local steps
 * @param residuals per replica, what its updates have not sent yet; none if nothing is lost on the
 *     way
 * @param momentum of the outer optimiser; empty without one
 */
public record TrainingState(
    Counters counters,
    byte[] parameters,
    List<OptimizerState> optimizers,
    List<byte[]> residuals,
    byte[] momentum) {
  /** Before the first round. */
  public static TrainingState fresh(byte[] parameters, int optimizers) {
    return new TrainingState(
        new Counters(0, 0, 0),
        parameters,
        Collections.nCopies(optimizers, OptimizerState.FRESH),
        List.of(),
        new byte[0]);
  }

  /** One state per replica, for local steps. */
  List<ReplicaState> replicas() {
    List<ReplicaState> states = new ArrayList<>();
    for (int replica = 0; replica < optimizers.size(); replica++) {
      states.add(new ReplicaState(optimizers.get(replica), residual(replica)));
    }
    return states;
  }

  /** What a replica's updates have not sent yet; empty if nothing. */
  byte[] residual(int replica) {
    return residuals.isEmpty() ? ReplicaState.NOTHING : residuals.get(replica);
  }
}
