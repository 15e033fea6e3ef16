package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.StageFolder;
import io.seekforge.api.Verdict;
import io.seekforge.api.recipe.CleanSection;
import java.io.Serializable;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The classifiers of a recipe, learned before the documents are judged. */
final class LearnedRules implements Serializable {
  /** No classifier. */
  static final LearnedRules NONE = new LearnedRules(null);

  private static final long serialVersionUID = 1L;

  private final LearnedQuality quality;

  private LearnedRules(LearnedQuality quality) {
    this.quality = quality;
  }

  /**
   * Learns what the recipe asks for and writes it to the stage's folder.
   *
   * @param rule prepares the text of examples as that of all documents
   */
  static LearnedRules of(
      CleanSection section, Dataset<Row> documents, CleanRule rule, StageFolder output) {
    return section.quality().enabled()
        ? new LearnedRules(LearnedQuality.of(section.quality(), documents, rule, output))
        : NONE;
  }

  boolean any() {
    return quality != null;
  }

  /** The document with its scores in its metadata. */
  Document measured(Document document) {
    return quality == null ? document : quality.measured(document);
  }

  /** Whether a measured document stays. */
  Verdict check(Document measured) {
    return quality == null ? Verdict.kept() : quality.check(measured);
  }

  /** Scores by signal. */
  SortedMap<String, Double> signals(Document document) {
    TreeMap<String, Double> signals = new TreeMap<>();
    if (quality != null) {
      signals.put(LearnedQuality.SCORE, quality.score(document));
    }
    return signals;
  }

  /** What was measured on held-out examples. */
  SortedMap<String, Double> figures() {
    return quality == null ? new TreeMap<>() : quality.figures();
  }
}
