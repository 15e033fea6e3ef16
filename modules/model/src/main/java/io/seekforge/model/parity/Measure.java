package io.seekforge.model.parity;

import java.util.Locale;

/**
 * One difference and how large it may be.
 *
 * @param name what was compared
 * @param error the difference
 * @param tolerance the largest that passes
 */
public record Measure(String name, double error, double tolerance) {
  /** Whether the difference is small enough; NaN never is. */
  public boolean passed() {
    return error <= tolerance;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-4s %-28s %.3e (at most %.0e)",
        passed() ? "ok" : "FAIL",
        name,
        error,
        tolerance);
  }
}
