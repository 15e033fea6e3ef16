package io.seekforge.cli.report.html;

import java.util.ArrayList;
import java.util.List;

/**
 * A linear axis.
 *
 * @param low value at {@code from}
 * @param high value at {@code to}
 */
record Scale(double low, double high, double from, double to) {
  double at(double value) {
    return high == low ? (from + to) / 2 : from + (value - low) / (high - low) * (to - from);
  }

  /** Round values for about that many ticks, within the axis. */
  List<Double> ticks(int about) {
    double step = step((high - low) / about);
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** 1, 2 or 5 times a power of ten, at least the given size. */
  static double step(double least) {
    if (!(least > 0)) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= least * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }
}
