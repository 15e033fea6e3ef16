package io.seekforge.text.quality;

import io.seekforge.api.Verdict;

/**
 * A rule that compares a signal with a threshold.
 *
 * @param reason the rule's name
 * @param signal what is measured
 * @param threshold what it is compared with; equal values stay
 * @param least whether the threshold is the least allowed, otherwise the greatest
 */
record Bound(String reason, Signal signal, double threshold, boolean least) implements QualityRule {
  private static final double DIGITS = 1e6;

  static Bound atLeast(String reason, Signal signal, double threshold) {
    return new Bound(reason, signal, threshold, true);
  }

  static Bound atMost(String reason, Signal signal, double threshold) {
    return new Bound(reason, signal, threshold, false);
  }

  @Override
  public Verdict check(MeasuredText text) {
    double value = signal.of(text);
    boolean keep = least ? value >= threshold : value <= threshold;
    return keep ? Verdict.kept() : Verdict.drop(reason, plain(value), plain(threshold));
  }

  /** Six digits after the point at most, whole numbers without one. */
  static String plain(double value) {
    double rounded = Math.rint(value * DIGITS) / DIGITS;
    return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15
        ? Long.toString((long) rounded)
        : Double.toString(rounded);
  }
}
