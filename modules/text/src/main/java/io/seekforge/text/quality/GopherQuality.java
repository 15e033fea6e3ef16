package io.seekforge.text.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Gopher's quality rules (Rae et al.: Scaling language models, 2021, appendix A1.1) in datatrove's
 * order and under its reasons. 0 switches a rule off.
 *
 * @param leastWords words, punctuation not counted
 * @param greatestWords words, punctuation not counted
 * @param leastMean mean characters of a word
 * @param greatestMean mean characters of a word
 * @param symbols hashes, and ellipses, per word
 * @param bullets share of lines that begin with a bullet
 * @param ellipses share of lines that end with an ellipsis
 * @param leastAlphabetic share of words with a letter
 * @param leastStopWords different stop words
 * @param stopWords the stop words; case counts
 */
record GopherQuality(
    int leastWords,
    int greatestWords,
    double leastMean,
    double greatestMean,
    double symbols,
    double bullets,
    double ellipses,
    double leastAlphabetic,
    int leastStopWords,
    Set<String> stopWords) {
  static final Set<String> STOP_WORDS =
      Set.of("the", "be", "to", "of", "and", "that", "have", "with");

  static final GopherQuality PUBLISHED =
      new GopherQuality(50, 100_000, 3, 10, 0.1, 0.9, 0.3, 0.8, 2, STOP_WORDS);

  List<QualityRule> rules() {
    List<Bound> bounds =
        List.of(
            Bound.atLeast("gopher_short_doc", WordSignals::count, leastWords),
            Bound.atMost("gopher_long_doc", WordSignals::count, greatestWords),
            Bound.atLeast("gopher_below_avg_threshold", WordSignals::meanLength, leastMean),
            Bound.atMost("gopher_above_avg_threshold", WordSignals::meanLength, greatestMean),
            Bound.atMost("gopher_too_many_hashes", WordSignals::hashes, symbols),
            Bound.atMost("gopher_too_many_ellipsis", WordSignals::ellipses, symbols),
            Bound.atMost("gopher_too_many_bullets", LineSignals::bullets, bullets),
            Bound.atMost("gopher_too_many_end_ellipsis", LineSignals::ellipses, ellipses),
            Bound.atLeast("gopher_below_alpha_threshold", WordSignals::alphabetic, leastAlphabetic),
            Bound.atLeast(
                "gopher_enough_stop_words", WordSignals.stopWords(stopWords), leastStopWords));
    List<QualityRule> rules = new ArrayList<>(bounds);
    rules.removeIf(rule -> ((Bound) rule).threshold() == 0);
    return List.copyOf(rules);
  }
}
