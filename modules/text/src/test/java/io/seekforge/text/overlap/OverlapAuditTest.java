package io.seekforge.text.overlap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OverlapAuditTest {
  private static final String ITEM =
      "A 45-year-old woman has had wheezing and tightness of the chest for 3 days. Name the diagnosis.";

  @Test
  void aWholeItemIsTold() {
    OverlapAudit audit = OverlapAudit.of("Notes: " + ITEM.toUpperCase() + " Thanks.", ITEM, 5, 0.9);
    assertThat(audit.verdict()).isEqualTo(OverlapAudit.WHOLE);
    assertThat(audit.covered()).isEqualTo(1);
    assertThat(audit.longestRun()).isEqualTo(audit.tokens());
    assertThat(audit.runs()).isEqualTo(1);
    assertThat(audit.matched()).startsWith("a 45-year-old woman").endsWith("name the diagnosis");
  }

  @Test
  void partsAndFormsOfWordsAreOthers() {
    String part = "He said a 45-year-old woman has had wheezing and tightness of the chest once.";
    OverlapAudit quoted = OverlapAudit.of(part, ITEM, 5, 0);
    assertThat(quoted.verdict()).isEqualTo(OverlapAudit.QUOTED);
    assertThat(quoted.matched())
        .isEqualTo("a 45-year-old woman has had wheezing and tightness of the chest");
    assertThat(OverlapAudit.of(part, ITEM, 5, 0.8).verdict()).isEqualTo(OverlapAudit.COMMON_WORDS);
    OverlapAudit pieces =
        OverlapAudit.of(
            "a 45-year-old woman or wheezing and tightness of the or for 3 days name the diagnosis",
            ITEM,
            5,
            0);
    assertThat(pieces.verdict()).isEqualTo(OverlapAudit.PIECES);
    assertThat(pieces.runs()).isEqualTo(3);
  }

  @Test
  void chineseIsComparedByCharacters() {
    String item = "患者男性，五十二岁，反复上腹部疼痛三年，加重一周，请问诊断是什么？";
    OverlapAudit audit = OverlapAudit.of("病例讨论：" + item + "答案是消化性溃疡。", item, 13, 0);
    assertThat(audit.verdict()).isEqualTo(OverlapAudit.WHOLE);
    assertThat(audit.tokens()).isEqualTo(28);
    assertThat(OverlapAudit.of("今天天气很好", item, 13, 0).longestRun()).isZero();
    assertThat(OverlapAudit.of("", "", 13, 0).tokens()).isZero();
  }
}
