package io.seekforge.text.quality;

import static io.seekforge.text.quality.Bound.atLeast;
import static io.seekforge.text.quality.Bound.atMost;

import java.util.List;

/**
 * Gopher's rules as dolma reads them (Soldaini et al.: Dolma, 2024, appendix; its tagger {@code
 * gopher_v1} and the thresholds of its mixing): words are cut at white space, their median length
 * counts, stop words are counted each time, and a repeated line or n-gram counts with its first
 * occurrence. Reasons are the names of dolma's attributes.
 */
final class DolmaRules {
  static final List<QualityRule> GOPHER =
      List.of(
          atLeast("word_count", DolmaSignals::words, 50),
          atMost("word_count", DolmaSignals::words, 100_000),
          atLeast("median_word_length", DolmaSignals::medianLength, 3),
          atMost("median_word_length", DolmaSignals::medianLength, 10),
          atMost("symbol_to_word_ratio", DolmaSignals::symbols, 0.1),
          atLeast("fraction_of_words_with_alpha_character", DolmaSignals::alphabetic, 0.8),
          atLeast("required_word_count", DolmaSignals::stopWords, 2),
          atMost("fraction_of_lines_starting_with_bullet_point", DolmaSignals::bullets, 0.9),
          atMost("fraction_of_lines_ending_with_ellipsis", DolmaSignals::ellipses, 0.3),
          atMost("fraction_of_duplicate_lines", DolmaSignals::duplicateLines, 0.3),
          atMost(
              "fraction_of_characters_in_duplicate_lines",
              DolmaSignals::duplicateLineCharacters,
              0.3),
          top(2, 0.20),
          top(3, 0.18),
          top(4, 0.16),
          repeated(5, 0.15),
          repeated(6, 0.14),
          repeated(7, 0.13),
          repeated(8, 0.12),
          repeated(9, 0.11),
          repeated(10, 0.10));

  private DolmaRules() {}

  private static QualityRule top(int n, double share) {
    return atMost(
        "fraction_of_characters_in_most_common_" + n + "grams", DolmaSignals.top(n), share);
  }

  private static QualityRule repeated(int n, double share) {
    return atMost(
        "fraction_of_characters_in_duplicate_" + n + "grams", DolmaSignals.repeated(n), share);
  }
}
