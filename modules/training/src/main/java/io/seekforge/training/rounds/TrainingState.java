package io.seekforge.training.rounds;

import java.util.List;

/**
 * All that a run is between two rounds when the driver holds it; a checkpoint holds exactly this.
 *
 * @param counters how far it is
 * @param parameters trainable parameters, float32 little-endian
 * @param optimizers one for synchronous rounds, one per replica for local steps
 */
public record TrainingState(
    Counters counters, byte[] parameters, List<OptimizerState> optimizers) {}
