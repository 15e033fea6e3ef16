package io.seekforge.bench.evaluate;

import java.util.Locale;

/**
 * One line of the table.
 *
 * @param task what is done
 * @param set the labelled set
 * @param measure the name of the value
 * @param value what was reached, from 0 to 1
 * @param target what must be reached
 * @param detail counts, for people
 */
record Figure(String task, String set, String measure, double value, double target, String detail) {
  boolean reached() {
    return value >= target;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %.4f | %.2f | %s | %s |",
        task,
        set,
        measure,
        value,
        target,
        reached() ? "yes" : "NO",
        detail);
  }
}
