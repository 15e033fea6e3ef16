package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.LedgerEntry.Action;
import io.seekforge.api.StageName;
import io.seekforge.api.Verdict;
import io.seekforge.api.recipe.CleanSection;
import io.seekforge.text.clean.CleanedText;
import io.seekforge.text.clean.Mojibake;
import io.seekforge.text.clean.TextCleaner;
import io.seekforge.text.clean.UnicodeForm;
import io.seekforge.text.language.ScriptLanguage;
import io.seekforge.text.quality.QualityProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * Cleans one document. Of a conversation each turn is rewritten for itself; the quality rules see
 * the whole text.
 */
final class CleanRule implements DocumentPass.RowRule {
  private static final long serialVersionUID = 1L;
  private static final String STAGE = StageName.CLEAN.word();

  private final CleanSection section;
  private final RepeatRule repeats;
  private final TextCleaner cleaner;
  private final QualityProfile profile;
  private final PersonalDataRule personalDataRule;
  private final LanguageRule languages;
  private final ContentFilters filters;
  private final LearnedRules learned;

  CleanRule(CleanSection section, ContentFilters filters, LearnedRules learned) {
    this.filters = filters;
    this.learned = learned;
    this.section = section;
    this.repeats = new RepeatRule(section.repeats());
    this.cleaner =
        new TextCleaner(
            UnicodeForm.valueOf(section.unicode().toUpperCase(Locale.ROOT)), section.whitespace());
    this.languages = new LanguageRule(section);
    this.profile = QualityProfile.named(section.profile(), section.minChars(), section.maxChars());
    this.personalDataRule = new PersonalDataRule(section);
  }

  @Override
  public Outcome apply(Row row) {
    Outcome once = repeats.apply(row);
    if (once.document().isEmpty()) {
      return once;
    }
    Document document = once.document().get();
    List<LedgerEntry> entries = new ArrayList<>(once.entries());
    Document named = named(repaired(document, entries), entries);
    Outcome withoutPersonalData = personalDataRule.apply(named);
    entries.addAll(withoutPersonalData.entries());
    if (withoutPersonalData.document().isEmpty()) {
      return withoutPersonalData;
    }
    Document cleaned = withoutPersonalData.document().get();
    Verdict verdict = verdict(cleaned);
    if (verdict.keep()) {
      cleaned = learned.measured(cleaned);
      verdict = learned.check(cleaned);
    }
    if (!verdict.keep()) {
      return Outcome.dropped(
          LedgerEntry.drop(
              document.id(), STAGE, verdict.rule(), verdict.value(), verdict.threshold()));
    }
    Document filtered = filtered(cleaned, entries);
    return emptyTurn(filtered)
        ? Outcome.dropped(LedgerEntry.drop(document.id(), STAGE, "empty_message", "0", "1"))
        : Outcome.kept(filtered, entries);
  }

  /**
   * What the profile (if the recipe asks for it) and the classifiers measure on the repaired
   * document, by rule, whether or not it is dropped.
   */
  SortedMap<String, Double> signals(Row row) {
    Document judged = judged(row);
    SortedMap<String, Double> signals = new TreeMap<>(learned.signals(judged));
    if (section.signals()) {
      signals.putAll(profile.signals(judged.text(), judged.lang()));
    }
    return signals;
  }

  /** The document as the rules that judge see it. */
  Document judged(Row row) {
    Document document = repeats.apply(row).document().orElseGet(() -> DocumentTable.document(row));
    List<LedgerEntry> entries = new ArrayList<>();
    Document named = named(repaired(document, entries), entries);
    return personalDataRule.apply(named).document().orElse(named);
  }

  private Document repaired(Document document, List<LedgerEntry> entries) {
    List<CleanedText> parts = new ArrayList<>();
    Document repaired =
        Turns.rewritten(
            document,
            (text, turn) -> {
              parts.add(cleaner.clean(text));
              return parts.get(parts.size() - 1).text();
            });
    int unicode = parts.stream().mapToInt(CleanedText::unicode).sum();
    int invisible = parts.stream().mapToInt(CleanedText::invisible).sum();
    int gaps = parts.stream().mapToInt(CleanedText::gaps).sum();
    rewrite(entries, document, "unicode", unicode, "form=" + section.unicode());
    rewrite(entries, document, "control_characters", invisible, "");
    rewrite(
        entries,
        document,
        "whitespace",
        gaps,
        "chars_before=" + document.text().length() + " chars_after=" + repaired.text().length());
    int mojibake = Mojibake.count(repaired.text());
    if (mojibake > 0) {
      entries.add(
          new LedgerEntry(
              document.id(), STAGE, Action.KEEP, "mojibake", "" + mojibake, "", "", ""));
    }
    return repaired;
  }

  private Verdict verdict(Document cleaned) {
    Verdict verdict = section.measuresLanguage() ? languages.check(cleaned) : Verdict.kept();
    verdict = verdict.keep() ? filters.check(cleaned) : verdict;
    return verdict.keep() ? profile.check(cleaned.text(), cleaned.lang()) : verdict;
  }

  private Document named(Document document, List<LedgerEntry> entries) {
    return section.measuresLanguage() ? languages.measured(document) : guessed(document, entries);
  }

  private static Document guessed(Document document, List<LedgerEntry> entries) {
    String guess =
        document.lang().isEmpty() ? ScriptLanguage.of(document.text()) : ScriptLanguage.UNKNOWN;
    if (guess.equals(ScriptLanguage.UNKNOWN)) {
      return document;
    }
    entries.add(LedgerEntry.rewrite(document.id(), STAGE, "language", guess, "by=script"));
    return document.withLang(guess);
  }

  private Document filtered(Document document, List<LedgerEntry> entries) {
    Document filtered = Turns.rewritten(document, (text, turn) -> profile.rewrite(text));
    int removed = document.text().length() - filtered.text().length();
    rewrite(entries, document, "lines", removed, "profile=" + section.profile());
    return filtered;
  }

  private static boolean emptyTurn(Document document) {
    return document.messages().stream().anyMatch(turn -> turn.content().isBlank());
  }

  private static void rewrite(
      List<LedgerEntry> entries, Document document, String rule, int value, String detail) {
    if (value > 0) {
      entries.add(LedgerEntry.rewrite(document.id(), STAGE, rule, "" + value, detail));
    }
  }
}
