package io.seekforge.training.rounds;

/**
 * How far a run is.
 *
 * @param round rounds done
 * @param tokens tokens trained on
 * @param skippedSteps steps left out because their loss was not finite
 */
public record Counters(long round, long tokens, long skippedSteps) {
  Counters plus(long rounds, long moreTokens, long moreSkipped) {
    return new Counters(round + rounds, tokens + moreTokens, skippedSteps + moreSkipped);
  }
}
