package io.seekforge.api;

import java.io.Serializable;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts of one stage, as they stand in its manifest and in the report.
 *
 * @param total documents or records read
 * @param kept documents written
 * @param dropped documents (or bad records) not written
 * @param reasons dropped documents by rule or quarantine reason, and rewritten ones as {@code
 *     rewrite_<rule>}
 * @param figures further figures of the stage (rows, tokens, shares), by name
 */
public record StageCounts(
    long total,
    long kept,
    long dropped,
    SortedMap<String, Long> reasons,
    SortedMap<String, Double> figures)
    implements Serializable {
  public StageCounts {
    reasons = new TreeMap<>(reasons);
    figures = new TreeMap<>(figures);
  }
}
