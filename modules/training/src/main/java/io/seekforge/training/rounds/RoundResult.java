package io.seekforge.training.rounds;

import io.seekforge.model.LossSum;
import java.util.List;

/**
 * What one round did.
 *
 * @param round its number, from 1
 * @param step optimiser steps done after it
 * @param loss sums over all label tokens of the round; with local steps over all of them
 * @param tokens tokens of the round
 * @param gradNorm norm of the gradient before clipping; with local steps the mean over replicas and
 *     steps
 * @param learningRate rate of its last step
 * @param skipped steps (with local steps: of single replicas) left out because they were not finite
 * @param suspects ids of the documents in those
 * @param bytesMoved bytes of parameters, gradients and optimiser state sent to tasks and back
 * @param secondsCompute time in which the slowest task computed; for people only
 * @param secondsReduce the driver's time after the last task; for people only
 */
public record RoundResult(
    long round,
    long step,
    LossSum loss,
    long tokens,
    double gradNorm,
    double learningRate,
    int skipped,
    List<String> suspects,
    long bytesMoved,
    double secondsCompute,
    double secondsReduce) {}
