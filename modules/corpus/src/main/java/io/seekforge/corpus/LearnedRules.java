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
  static final LearnedRules NONE = new LearnedRules(null, null);

  private static final long serialVersionUID = 1L;

  private final LearnedQuality quality;
  private final LearnedDomains domains;

  private LearnedRules(LearnedQuality quality, LearnedDomains domains) {
    this.quality = quality;
    this.domains = domains;
  }

  /**
   * Learns what the recipe asks for and writes it to the stage's folder.
   *
   * @param rule prepares the text of examples as that of all documents
   */
  static LearnedRules of(
      CleanSection section, Dataset<Row> documents, CleanRule rule, StageFolder output) {
    LearnedQuality quality =
        section.quality().enabled()
            ? LearnedQuality.of(section.quality(), documents, rule, output)
            : null;
    LearnedDomains domains =
        section.domains().enabled()
            ? LearnedDomains.of(section.domains(), documents, rule, output)
            : null;
    return new LearnedRules(quality, domains);
  }

  boolean any() {
    return quality != null || domains != null;
  }

  /** The document with what was found in its metadata. */
  Document measured(Document document) {
    Document scored = quality == null ? document : quality.measured(document);
    return domains == null ? scored : domains.measured(scored);
  }

  /** Whether a measured document stays. */
  Verdict check(Document measured) {
    Verdict verdict = quality == null ? Verdict.kept() : quality.check(measured);
    return verdict.keep() && domains != null ? domains.check(measured) : verdict;
  }

  /** Scores by signal. */
  SortedMap<String, Double> signals(Document document) {
    TreeMap<String, Double> signals = new TreeMap<>();
    if (quality != null) {
      signals.put(LearnedQuality.SCORE, quality.score(document));
    }
    if (domains != null) {
      domains
          .probabilities(document)
          .forEach((domain, share) -> signals.put(LearnedDomains.DOMAIN + "_" + domain, share));
    }
    return signals;
  }

  /** What was measured on held-out examples. */
  SortedMap<String, Double> figures() {
    TreeMap<String, Double> figures = new TreeMap<>();
    if (quality != null) {
      figures.putAll(quality.figures());
    }
    if (domains != null) {
      figures.putAll(domains.figures());
    }
    return figures;
  }
}
