package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.recipe.NormalizeSection;
import io.seekforge.text.terms.Term;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TermRuleTest {
  private static final List<Term> TERMS =
      List.of(
          new Term("C1", "高血压", "高血压", "g", true),
          new Term("C1", "高血压", "hypertension", "g", true),
          new Term("C2", "fever", "发热", "g", true));

  @Test
  void scriptsMatchAndTheTextAroundStays() {
    String text = "患者訴發熱，既往有高血壓；Hypertension，發展緩慢。";
    Outcome outcome = rule("none").apply(Stage.plain("a", text));
    assertThat(outcome.document().orElseThrow().text()).isEqualTo("患者訴fever，既往有高血压；高血压，發展緩慢。");
    assertThat(outcome.entries())
        .extracting(LedgerEntry::detail)
        .containsExactly(
            "surface=發熱 offset=3 concept=C2 glossary=g",
            "surface=高血壓 offset=9 concept=C1 glossary=g",
            "surface=Hypertension offset=13 concept=C1 glossary=g");
  }

  @Test
  void aTextIsBroughtToOneScriptFirst() {
    Outcome outcome = rule("simplified").apply(Stage.plain("a", "患者訴發熱，發展緩慢。"));
    assertThat(outcome.document().orElseThrow().text()).isEqualTo("患者诉fever，发展缓慢。");
    assertThat(outcome.entries())
        .extracting(LedgerEntry::rule)
        .containsExactly("chinese_simplified", "term");
    assertThat(rule("traditional").apply(Stage.plain("b", "English only")).entries()).isEmpty();
  }

  @Test
  void conversationsNameTheMessage() {
    Outcome outcome = rule("traditional").apply(Stage.conversation("a", "hello", "头发"));
    Document document = outcome.document().orElseThrow();
    assertThat(document.messages().get(1).content()).isEqualTo("頭髮");
    assertThat(outcome.entries()).extracting(LedgerEntry::detail).containsExactly("message=1");
  }

  /** Whatever stands around: cutting the ledger's replacements out leaves the same text. */
  @Test
  void outsideOfMentionsNothingChanges() {
    Random random = new Random(8);
    String[] parts = {
      "高血壓", "发热", "hypertension", "Ｈypertension", "ß㎎²", "😀", "\uD800", " \u00A0", "é", "後"
    };
    TermRule rule = rule("none");
    for (int round = 0; round < 500; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 12; i++) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      Outcome outcome = rule.apply(Stage.plain("a", text.toString()));
      String changed = outcome.document().orElseThrow().text();
      int at = 0;
      int place = 0;
      for (LedgerEntry entry : outcome.entries()) {
        String surface = word(entry.detail(), "surface=");
        int offset = Integer.parseInt(word(entry.detail(), "offset="));
        String before = text.substring(at, offset) + entry.value();
        assertThat(changed.startsWith(before, place)).isTrue();
        place += offset - at + entry.value().length();
        at = offset + surface.length();
      }
      assertThat(changed.substring(place)).isEqualTo(text.substring(at));
    }
  }

  private static String word(String detail, String name) {
    int start = detail.indexOf(name) + name.length();
    return detail.substring(start, detail.indexOf(' ', start));
  }

  private static TermRule rule(String chinese) {
    return new TermRule(TERMS, new NormalizeSection(List.of(), chinese, true));
  }
}
