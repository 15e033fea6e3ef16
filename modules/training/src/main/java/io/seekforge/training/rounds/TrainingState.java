package io.seekforge.training.rounds;

import java.util.List;

/**
 * All that a run is between two rounds; a checkpoint holds exactly this.
 *
 * @param round rounds done
 * @param parameters trainable parameters, float32 little-endian
 * @param optimizers one for synchronous rounds, one per replica for local steps
 * @param tokens tokens trained on so far
 * @param skippedSteps steps left out because their loss was not finite
 */
public record TrainingState(
    long round,
    byte[] parameters,
    List<OptimizerState> optimizers,
    long tokens,
    long skippedSteps) {}
