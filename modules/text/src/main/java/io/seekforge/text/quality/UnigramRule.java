package io.seekforge.text.quality;

import io.seekforge.api.Verdict;
import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Keeps texts whose words are common: the mean natural logarithm of their relative frequencies must
 * be above a threshold (Soldaini, Lo: peS2o, 2023; datatrove's unigram filter). A word that the
 * table lacks counts as 1e-9; punctuation is a word; a text without words stays.
 */
public final class UnigramRule implements QualityRule {
  private static final long serialVersionUID = 1L;
  private static final double ABSENT = Math.log(1e-9);

  private final HashMap<String, Double> logarithms = new HashMap<>();
  private final double threshold;

  /**
   * @param counts how often each word, lower case, was seen
   * @param threshold values up to it drop
   */
  public UnigramRule(Map<String, Long> counts, double threshold) {
    double total = counts.values().stream().mapToDouble(Long::doubleValue).sum();
    counts.forEach((word, count) -> logarithms.put(word, Math.log(count / total)));
    this.threshold = threshold;
  }

  /** Reads a CSV with the columns {@code word} and {@code count}. */
  public static Map<String, Long> counts(Reader csv) throws IOException {
    Map<String, Long> counts = new HashMap<>();
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).build();
    try (CSVParser rows = format.parse(csv)) {
      for (CSVRecord row : rows) {
        counts.merge(row.get("word"), Long.parseLong(row.get("count").strip()), Long::sum);
      }
    }
    return counts;
  }

  @Override
  public Verdict check(MeasuredText text) {
    double mean = mean(text);
    return text.words().isEmpty() || mean > threshold
        ? Verdict.kept()
        : Verdict.drop("unigram_logprob", Bound.plain(mean), Bound.plain(threshold));
  }

  private double mean(MeasuredText text) {
    double sum = 0;
    for (String word : text.words()) {
      sum += logarithms.getOrDefault(word.toLowerCase(Locale.ROOT), ABSENT);
    }
    return sum / text.words().size();
  }
}
