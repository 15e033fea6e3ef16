package io.seekforge.text.quality;

import io.seekforge.api.Verdict;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Rules under one name, asked in order; the first that drops decides. */
public final class QualityProfile implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<QualityRule> common;
  private final List<QualityRule> spaced;
  private final List<QualityRule> unspaced;

  private QualityProfile(
      List<QualityRule> common, List<QualityRule> spaced, List<QualityRule> unspaced) {
    this.common = common;
    this.spaced = spaced;
    this.unspaced = unspaced;
  }

  /**
   * The profile of a name in the recipe: {@code none}, {@code basic}, {@code gopher-datatrove},
   * {@code gopher-dolma}, {@code c4}, {@code fineweb} or {@code zh}. What each holds:
   * docs/guide/corpus.md.
   *
   * @param leastCharacters shortest text, whatever the profile
   * @param greatestCharacters longest text
   */
  public static QualityProfile named(String name, int leastCharacters, int greatestCharacters) {
    List<QualityRule> length =
        List.of(
            Bound.atLeast("too_short", CharacterSignals::count, leastCharacters),
            Bound.atMost("too_long", CharacterSignals::count, greatestCharacters));
    return switch (name) {
      case "none" -> common(length);
      case "basic" ->
          new QualityProfile(
              Profiles.join(length, Profiles.BASIC),
              Profiles.BASIC_WORDS,
              Profiles.BASIC_CHARACTERS);
      case "gopher-datatrove" -> common(Profiles.join(length, Profiles.GOPHER));
      case "gopher-dolma" -> common(Profiles.join(length, Profiles.GOPHER_DOLMA));
      case "c4" -> common(Profiles.join(length, List.of(Profiles.C4)));
      case "fineweb" -> common(Profiles.join(length, Profiles.FINEWEB));
      case "zh" -> common(Profiles.join(length, Profiles.ZH));
      default -> throw new IllegalArgumentException("Invalid profile: \"" + name + "\"");
    };
  }

  private static QualityProfile common(List<QualityRule> rules) {
    return new QualityProfile(rules, List.of(), List.of());
  }

  /**
   * Judges a whole text.
   *
   * @param lang BCP 47 tag, or "": English rules for {@code en}, character rules for {@code zh} and
   *     {@code ja}, neither for others
   */
  public Verdict check(String text, String lang) {
    MeasuredText measured = new MeasuredText(text);
    Optional<Verdict> dropped = firstDrop(common, measured);
    if (dropped.isEmpty() && primary(lang).equals("en")) {
      dropped = firstDrop(spaced, measured);
    }
    if (dropped.isEmpty() && List.of("zh", "ja").contains(primary(lang))) {
      dropped = firstDrop(unspaced, measured);
    }
    return dropped.orElse(Verdict.kept());
  }

  /**
   * What the profile's bounds measure on a text, by the rule's name, whether or not a rule before
   * drops it.
   *
   * @param lang as for {@link #check}
   */
  public SortedMap<String, Double> signals(String text, String lang) {
    SortedMap<String, Double> signals = new TreeMap<>();
    MeasuredText measured = new MeasuredText(text);
    measure(common, measured, signals);
    if (primary(lang).equals("en")) {
      measure(spaced, measured, signals);
    }
    if (List.of("zh", "ja").contains(primary(lang))) {
      measure(unspaced, measured, signals);
    }
    return signals;
  }

  private static void measure(
      List<QualityRule> rules, MeasuredText text, SortedMap<String, Double> signals) {
    MeasuredText measured = text;
    for (QualityRule rule : rules) {
      if (rule instanceof Bound bound) {
        signals.put(bound.reason(), bound.signal().of(measured));
      } else if (rule instanceof C4Lines lines) { // as in firstDrop
        measured = new MeasuredText(lines.rewrite(measured.text()));
      }
    }
  }

  /** The text without the lines that the profile does not want; unchanged for most profiles. */
  public String rewrite(String text) {
    String rewritten = text;
    for (QualityRule rule : common) {
      rewritten = rule instanceof C4Lines lines ? lines.rewrite(rewritten) : rewritten;
    }
    return rewritten;
  }

  static Optional<Verdict> firstDrop(List<QualityRule> rules, MeasuredText text) {
    MeasuredText measured = text;
    for (QualityRule rule : rules) {
      Verdict verdict = rule.check(measured);
      if (!verdict.keep()) {
        return Optional.of(verdict);
      }
      if (rule instanceof C4Lines lines) { // the rules after it see what it leaves
        measured = new MeasuredText(lines.rewrite(measured.text()));
      }
    }
    return Optional.empty();
  }

  private static String primary(String lang) {
    int dash = lang.indexOf('-');
    return dash < 0 ? lang : lang.substring(0, dash);
  }
}
