package io.seekforge.model.parity;

import java.util.List;

/** What a parity case measured. */
public record ParityResult(String name, List<Measure> measures) {
  public ParityResult {
    measures = List.copyOf(measures);
  }

  /** Whether every difference is within its tolerance. */
  public boolean passed() {
    return measures.stream().allMatch(Measure::passed);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name).append(passed() ? ": ok\n" : ": FAILED\n");
    measures.forEach(measure -> text.append("  ").append(measure).append('\n'));
    return text.toString();
  }
}
