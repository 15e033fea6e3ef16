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
  static final List<QualityRule> REPETITION = GopherRepetition.PUBLISHED.rules();

  /** Gopher's quality rules (Rae et al. 2021, appendix A1.1). */
  static final List<QualityRule> QUALITY = GopherQuality.PUBLISHED.rules();

  static final List<QualityRule> GOPHER = join(REPETITION, QUALITY);

  static final C4Lines C4 = new C4Lines(true, 5, 3);

  /** FineWeb's pipeline after language identification: Gopher, C4, its own rules. */
  static final List<QualityRule> FINEWEB =
      join(join(GOPHER, List.of(new C4Lines(false, 5, 3))), FinewebQuality.PUBLISHED.rules());

  /** Gopher's rules as dolma has them. */
  static final List<QualityRule> GOPHER_DOLMA = DolmaRules.GOPHER;

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

  static List<QualityRule> join(List<QualityRule> first, List<QualityRule> second) {
    List<QualityRule> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }
}
