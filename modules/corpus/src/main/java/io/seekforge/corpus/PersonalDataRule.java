package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.CleanSection;
import io.seekforge.text.privacy.Finding;
import io.seekforge.text.privacy.PersonalData;
import io.seekforge.text.privacy.PersonalKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Masks personal data, or drops the document that holds some. The ledger says of which kind and
 * where, never the value.
 */
final class PersonalDataRule implements DocumentPass.Rule {
  private static final long serialVersionUID = 1L;
  private static final String STAGE = StageName.CLEAN.word();
  private static final String RULE = "personal_data";

  private final String policy;
  private final EnumSet<PersonalKind> kinds;
  private transient volatile PersonalData personalData;

  PersonalDataRule(CleanSection section) {
    policy = section.personalData();
    kinds = kinds(section.personalKinds());
  }

  private static EnumSet<PersonalKind> kinds(List<String> words) {
    EnumSet<PersonalKind> kinds = EnumSet.noneOf(PersonalKind.class);
    words.forEach(word -> kinds.add(PersonalKind.named(word)));
    return kinds.isEmpty() ? EnumSet.allOf(PersonalKind.class) : kinds;
  }

  @Override
  public Outcome apply(Document document) {
    return switch (policy) {
      case "mask" -> masked(document);
      case "drop" -> dropped(document);
      default -> Outcome.kept(document, List.of());
    };
  }

  private Outcome dropped(Document document) {
    TreeMap<PersonalKind, Integer> counts = new TreeMap<>();
    for (Finding finding : personalData().find(document.text())) {
      counts.merge(finding.kind(), 1, Integer::sum);
    }
    if (counts.isEmpty()) {
      return Outcome.kept(document, List.of());
    }
    Detail detail = new Detail();
    counts.forEach((kind, count) -> detail.with(kind.word(), count));
    int all = counts.values().stream().mapToInt(Integer::intValue).sum();
    return Outcome.dropped(
        LedgerEntry.duplicate(document.id(), STAGE, RULE, "" + all, "0", "", detail.toString()));
  }

  private Outcome masked(Document document) {
    List<LedgerEntry> entries = new ArrayList<>();
    Document masked =
        Turns.rewritten(document, (text, turn) -> masked(document.id(), text, turn, entries));
    return Outcome.kept(entries.isEmpty() ? document : masked, entries);
  }

  private String masked(String id, String text, int turn, List<LedgerEntry> entries) {
    List<Finding> findings = personalData().find(text);
    for (Finding finding : findings) {
      Detail detail =
          new Detail()
              .with("offset", finding.start())
              .with("length", finding.end() - finding.start());
      if (turn != Turns.NO_TURN) {
        detail.with("message", turn);
      }
      entries.add(LedgerEntry.rewrite(id, STAGE, RULE, finding.kind().word(), detail.toString()));
    }
    return findings.isEmpty() ? text : PersonalData.masked(text, findings);
  }

  /** Built once in each task: its tables are larger than the names of the kinds. */
  private PersonalData personalData() {
    PersonalData built = personalData;
    if (built == null) {
      built = new PersonalData(Set.copyOf(kinds));
      personalData = built;
    }
    return built;
  }
}
