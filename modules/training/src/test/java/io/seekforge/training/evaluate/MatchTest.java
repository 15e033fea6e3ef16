package io.seekforge.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MatchTest {
  @Test
  void foldingIgnoresCaseAndSpaces() {
    assertThat(Match.EXACT.accepts(" Type\u00a02\n Diabetes ", "type 2 diabetes")).isTrue();
    assertThat(Match.EXACT.accepts("糖尿病\u3000", "糖尿病")).isTrue();
    assertThat(Match.EXACT.accepts("type 2 diabetes mellitus", "type 2 diabetes")).isFalse();
    assertThat(Match.CONTAINS.accepts("It is Type 2  diabetes.", "type 2 diabetes")).isTrue();
    assertThat(Match.CONTAINS.accepts("type 1", "type 2")).isFalse();
  }

  /** sklearn.metrics.f1_score(expected, answers, labels=["a", "b", "c"], average="macro"). */
  @Test
  void macroF1IsScikitLearns() {
    List<String> expected = List.of("a", "a", "b", "b", "c", "c", "c");
    List<String> answers = List.of("a", "b", "B ", "x", "c", "a", "c");
    assertThat(MacroF1.of(expected, answers)).isCloseTo((0.5 + 0.5 + 0.8) / 3, within(1e-12));
  }

  @Test
  void percentilesAreNearestRank() {
    long[] values = new long[20];
    for (int i = 0; i < values.length; i++) {
      values[i] = 20 - i;
    }
    assertThat(CaseScores.percentile(values, 0.5)).isEqualTo(10);
    assertThat(CaseScores.percentile(values, 0.95)).isEqualTo(19);
    assertThat(CaseScores.percentile(new long[] {7}, 0.95)).isEqualTo(7);
    assertThat(CaseScores.percentile(new long[0], 0.5)).isZero();
  }

  @Test
  void scoresByTheRule() {
    List<String> expected = List.of("flu", "cold");
    List<String> answers = List.of("the flu", "cold");
    long[] nanos = {2_000_000, 4_000_000};
    CaseScores contains = CaseScores.of(Match.CONTAINS, expected, answers, nanos);
    assertThat(contains.accuracy()).isEqualTo(1);
    assertThat(contains.exactMatch()).isEqualTo(0.5);
    assertThat(contains.macroF1()).isNull();
    assertThat(contains.latencyP50()).isCloseTo(2, within(1e-9));
    assertThat(CaseScores.of(Match.LABEL, expected, answers, nanos).macroF1()).isEqualTo(0.5);
  }
}
