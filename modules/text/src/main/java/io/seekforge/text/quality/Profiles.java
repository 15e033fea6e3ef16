package io.seekforge.text.quality;

import static io.seekforge.text.quality.Bound.atLeast;
import static io.seekforge.text.quality.Bound.atMost;

import java.util.ArrayList;
import java.util.List;

/**
 * The rules of each profile, to be read from top to bottom. Reasons, order and thresholds of
 * Gopher, C4 and FineWeb are datatrove's (release 0.10).
 */
final class Profiles {
  /** Gopher's repetition rules (Rae et al. 2021, table A1). */
  static final List<QualityRule> REPETITION =
      List.of(
          atMost("dup_para_frac", LineSignals::duplicateParagraphs, 0.30),
          atMost("dup_para_char_frac", LineSignals::duplicateParagraphCharacters, 0.20),
          atMost("dup_line_frac", LineSignals::duplicateLines, 0.30),
          atMost("dup_line_char_frac", LineSignals::duplicateLineCharacters, 0.20),
          atMost("top_2_gram", GramSignals.top(2), 0.20),
          atMost("top_3_gram", GramSignals.top(3), 0.18),
          atMost("top_4_gram", GramSignals.top(4), 0.16),
          atMost("duplicated_5_n_grams", GramSignals.repeated(5), 0.15),
          atMost("duplicated_6_n_grams", GramSignals.repeated(6), 0.14),
          atMost("duplicated_7_n_grams", GramSignals.repeated(7), 0.13),
          atMost("duplicated_8_n_grams", GramSignals.repeated(8), 0.12),
          atMost("duplicated_9_n_grams", GramSignals.repeated(9), 0.11),
          atMost("duplicated_10_n_grams", GramSignals.repeated(10), 0.10));

  /** Gopher's quality rules (Rae et al. 2021, appendix A1.1). */
  static final List<QualityRule> QUALITY = quality(50, 100_000);

  static final List<QualityRule> GOPHER = join(REPETITION, QUALITY);

  static final C4Lines C4 = new C4Lines(true, 5, 3);

  /** FineWeb's pipeline after language identification: Gopher, C4, its own rules. */
  static final List<QualityRule> FINEWEB =
      join(join(GOPHER, List.of(new C4Lines(false, 5, 3))), fineweb(0.12, 0.67, 0.01, 0.3));

  /** Rules for any language that hold for a short question and answer as for a page. */
  static final List<QualityRule> BASIC =
      List.of(
          atMost("replacement_characters", CharacterSignals::replaced, 0.02),
          atMost("symbol_ratio", CharacterSignals::symbols, 0.3),
          atMost("character_run", CharacterSignals::longestRun, 0.3),
          atLeast("letter_ratio", CharacterSignals::letters, 0.25),
          atMost("character_repetition", CharacterSignals::repetition, 0.6));

  /** Further mild rules for English. */
  static final List<QualityRule> BASIC_WORDS =
      List.of(
          atLeast("mean_word_length_low", WordSignals::meanLength, 2),
          atMost("mean_word_length_high", WordSignals::meanLength, 15),
          atLeast("alphabetic_words", WordSignals::alphabetic, 0.4));

  /** Further mild rules for Chinese and Japanese. */
  static final List<QualityRule> BASIC_CHARACTERS =
      List.of(atLeast("han_ratio", CharacterSignals::hanShare, 0.1));

  /** Character rules for Chinese pages. */
  static final List<QualityRule> ZH =
      List.of(
          atLeast("zh_short_doc", CharacterSignals::han, 20),
          atLeast("zh_han_ratio", CharacterSignals::hanShare, 0.5),
          atMost("zh_symbol_ratio", CharacterSignals::symbols, 0.25),
          atMost("replacement_characters", CharacterSignals::replaced, 0.01),
          atMost("dup_para_frac", LineSignals::duplicateParagraphs, 0.30),
          atMost("dup_line_frac", LineSignals::duplicateLines, 0.30),
          atMost("dup_line_char_frac", LineSignals::duplicateLineCharacters, 0.20),
          atMost("zh_character_repetition", CharacterSignals::repetition, 0.3));

  private Profiles() {}

  static List<QualityRule> quality(int leastWords, int greatestWords) {
    return List.of(
        atLeast("gopher_short_doc", WordSignals::count, leastWords),
        atMost("gopher_long_doc", WordSignals::count, greatestWords),
        atLeast("gopher_below_avg_threshold", WordSignals::meanLength, 3),
        atMost("gopher_above_avg_threshold", WordSignals::meanLength, 10),
        atMost("gopher_too_many_hashes", WordSignals::hashes, 0.1),
        atMost("gopher_too_many_ellipsis", WordSignals::ellipses, 0.1),
        atMost("gopher_too_many_bullets", LineSignals::bullets, 0.9),
        atMost("gopher_too_many_end_ellipsis", LineSignals::ellipses, 0.3),
        atLeast("gopher_below_alpha_threshold", WordSignals::alphabetic, 0.8),
        atLeast("gopher_enough_stop_words", WordSignals::stopWords, 2));
  }

  /** FineWeb's own rules (Penedo et al.: The FineWeb datasets, 2024). */
  static List<QualityRule> fineweb(
      double leastPunctuated,
      double greatestShort,
      double greatestDuplicated,
      double greatestLineFeeds) {
    return List.of(
        atLeast("empty", LineSignals::filled, 1),
        atLeast("line_punct_ratio", LineSignals::punctuated, leastPunctuated),
        atMost("short_line_ratio", LineSignals::shortLines, greatestShort),
        atMost("char_dup_ratio", LineSignals::duplicateFilledCharacters, greatestDuplicated),
        atMost("list_ratio", WordSignals::lineFeeds, greatestLineFeeds));
  }

  static List<QualityRule> join(List<QualityRule> first, List<QualityRule> second) {
    List<QualityRule> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }
}
