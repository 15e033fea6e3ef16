package io.seekforge.text.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gopher's repetition rules (Rae et al.: Scaling language models, 2021, table A1) in datatrove's
 * order and under its reasons. All are greatest shares; 0 of the first four switches a rule off.
 *
 * @param duplicateLines lines that stood before
 * @param duplicateParagraphs paragraphs that stood before
 * @param duplicateLineCharacters characters in the former
 * @param duplicateParagraphCharacters characters in the latter
 * @param top characters in the most frequent n-gram, by n
 * @param repeated characters in n-grams that stood before, by n
 */
record GopherRepetition(
    double duplicateLines,
    double duplicateParagraphs,
    double duplicateLineCharacters,
    double duplicateParagraphCharacters,
    SortedMap<Integer, Double> top,
    SortedMap<Integer, Double> repeated) {
  static final GopherRepetition PUBLISHED =
      new GopherRepetition(
          0.3,
          0.3,
          0.2,
          0.2,
          new TreeMap<>(Map.of(2, 0.20, 3, 0.18, 4, 0.16)),
          new TreeMap<>(Map.of(5, 0.15, 6, 0.14, 7, 0.13, 8, 0.12, 9, 0.11, 10, 0.10)));

  List<QualityRule> rules() {
    List<QualityRule> rules = new ArrayList<>();
    atMost(rules, "dup_para_frac", LineSignals::duplicateParagraphs, duplicateParagraphs);
    atMost(
        rules,
        "dup_para_char_frac",
        LineSignals::duplicateParagraphCharacters,
        duplicateParagraphCharacters);
    atMost(rules, "dup_line_frac", LineSignals::duplicateLines, duplicateLines);
    atMost(
        rules, "dup_line_char_frac", LineSignals::duplicateLineCharacters, duplicateLineCharacters);
    top.forEach(
        (n, share) -> rules.add(Bound.atMost("top_" + n + "_gram", GramSignals.top(n), share)));
    repeated.forEach(
        (n, share) ->
            rules.add(
                Bound.atMost("duplicated_" + n + "_n_grams", GramSignals.repeated(n), share)));
    return List.copyOf(rules);
  }

  private static void atMost(
      List<QualityRule> rules, String reason, Signal signal, double greatest) {
    if (greatest > 0) {
      rules.add(Bound.atMost(reason, signal, greatest));
    }
  }
}
