package io.seekforge.text.translate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RoundTripTest {
  private final RoundTrip judge = new RoundTrip(0.05, 0.95);

  @Test
  void otherWordsWithTheSameFactsAreKept() {
    assertThat(
            judge
                .judge(
                    "The patient took 20 mg of the drug every day and did not smoke at all.",
                    "The patient took 20 mg of the medicine every day and did not smoke.")
                .keep())
        .isTrue();
  }

  @Test
  void reasonsAreNamed() {
    String text = "Give 20 mg on day 3, but not with alcohol in the evening.";
    assertThat(judge.judge(text, text).rule()).isEqualTo("backtranslation_unchanged");
    assertThat(judge.judge(text, text.replace("20", "2")).rule())
        .isEqualTo("backtranslation_number_lost");
    assertThat(judge.judge(text, text.replace("not ", "")).rule())
        .isEqualTo("backtranslation_negation_lost");
    assertThat(judge.judge(text, "3 and 20 are numbers that do not help").rule())
        .isEqualTo("backtranslation_too_different");
    assertThat(judge.judge("患者不吸烟,服药20毫克", "患者吸烟,服药20毫克").rule())
        .isEqualTo("backtranslation_negation_lost");
  }
}
