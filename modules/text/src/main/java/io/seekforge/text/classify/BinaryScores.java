package io.seekforge.text.classify;

import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How well scores tell good from bad. */
public final class BinaryScores {
  /** A score and what the document is. */
  public record Scored(double score, boolean good) {}

  private final List<Scored> scored;
  private final long good;

  public BinaryScores(List<Scored> scored) {
    this.scored =
        scored.stream()
            .sorted(Comparator.comparingDouble(Scored::score).thenComparing(Scored::good))
            .toList();
    this.good = scored.stream().filter(Scored::good).count();
  }

  /** Area under the ROC curve: how often a good document scores above a bad one, ties half. */
  public double auc() {
    double above = 0;
    int bad = 0;
    int from = 0;
    while (from < scored.size()) {
      int to = from;
      int goodHere = 0;
      while (to < scored.size() && scored.get(to).score() == scored.get(from).score()) {
        goodHere += scored.get(to).good() ? 1 : 0;
        to++;
      }
      int badHere = to - from - goodHere;
      above += goodHere * (bad + badHere / 2.0);
      bad += badHere;
      from = to;
    }
    return above / ((double) good * bad);
  }

  /** Share of documents on the right side of one half. */
  public double accuracy() {
    return (double) scored.stream().filter(one -> one.good() == one.score() >= 0.5).count()
        / scored.size();
  }

  /**
   * Precision and recall of what would be kept from a least score on, as {@code
   * precision_<threshold>} and {@code recall_<threshold>}, for 0.1 to 0.9.
   */
  public SortedMap<String, Double> table() {
    SortedMap<String, Double> table = new TreeMap<>();
    for (int tenths = 1; tenths < 10; tenths++) {
      double threshold = tenths / 10.0;
      List<Scored> kept = scored.stream().filter(one -> one.score() >= threshold).toList();
      double right = kept.stream().filter(Scored::good).count();
      table.put("precision_0." + tenths, kept.isEmpty() ? 0 : right / kept.size());
      table.put("recall_0." + tenths, right / good);
    }
    return table;
  }
}
