package io.seekforge.text.quality;

import java.util.List;

/**
 * FineWeb's own rules (Penedo et al.: The FineWeb datasets, 2024, section 3.6) in datatrove's order
 * and under its reasons.
 *
 * @param leastTerminated share of lines that end a sentence
 * @param exceptNone whether a text without any such line stays
 * @param greatestShort share of short lines
 * @param shortLength characters of a short line, at most
 * @param greatestDuplicated share of characters in lines that stood before
 * @param greatestLineFeeds line feeds per word
 */
record FinewebQuality(
    double leastTerminated,
    boolean exceptNone,
    double greatestShort,
    int shortLength,
    double greatestDuplicated,
    double greatestLineFeeds) {
  static final FinewebQuality PUBLISHED = new FinewebQuality(0.12, false, 0.67, 30, 0.01, 0.3);

  List<QualityRule> rules() {
    return List.of(
        Bound.atLeast("empty", LineSignals::filled, 1),
        Bound.atLeast("line_punct_ratio", terminated(), leastTerminated),
        Bound.atMost("short_line_ratio", LineSignals.shortLines(shortLength), greatestShort),
        Bound.atMost("char_dup_ratio", LineSignals::duplicateFilledCharacters, greatestDuplicated),
        Bound.atMost("list_ratio", WordSignals::lineFeeds, greatestLineFeeds));
  }

  private Signal terminated() {
    double none = exceptNone ? 1 : 0;
    return text -> {
      double share = LineSignals.terminated(text);
      return share == 0 ? none : share;
    };
  }
}
