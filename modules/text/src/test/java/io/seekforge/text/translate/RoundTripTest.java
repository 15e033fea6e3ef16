package io.seekforge.text.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.text.terms.Glossary;
import io.seekforge.text.terms.Term;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RoundTripTest {
  private static final Glossary TERMS =
      new Glossary(
          List.of(
              new Term("C1", "myocardial infarction", "heart attack", "g.csv", true),
              new Term("C1", "myocardial infarction", "心肌梗死", "g.csv", true)));

  private final RoundTrip judge = new RoundTrip(0.05, 0.95, TERMS);

  private String rule(String original, String back, String lang) {
    return judge.judge(original, back, lang).rule();
  }

  @Test
  void otherWordsWithTheSameFactsAreKept() {
    assertThat(
            judge
                .judge(
                    "The patient took 1,200 mg of the drug every day and did not smoke at all.",
                    "The patient took 1200 mg of the medicine every day and did not smoke.",
                    "en")
                .keep())
        .isTrue();
    assertThat(
            judge
                .judge(
                    "After a heart attack the patient rests for a week at home.",
                    "After a myocardial infarction the patient rests for a week.",
                    "en")
                .keep())
        .isTrue();
  }

  @Test
  void reasonsAreNamed() {
    String text = "Give 20 mg on day 3, but not with alcohol in the evening.";
    assertThat(rule(text, text, "en")).isEqualTo("backtranslation_unchanged");
    assertThat(rule(text, text.replace("20", "2"), "en")).isEqualTo("backtranslation_number_lost");
    assertThat(rule(text, text.replace("3", "three"), "en"))
        .isEqualTo("backtranslation_number_lost");
    assertThat(rule(text, text.replace("not ", ""), "en"))
        .isEqualTo("backtranslation_negation_lost");
    assertThat(rule(text, "3 and 20 are numbers that do not help", "en"))
        .isEqualTo("backtranslation_too_different");
    assertThat(rule(text, text + " It was said so by all of them." + " And again.".repeat(9), "en"))
        .isEqualTo("backtranslation_length");
    assertThat(rule("A heart attack hurts in the chest.", "An attack hurts in the chest.", "en"))
        .isEqualTo("backtranslation_term_lost");
    assertThat(rule("患者不吸烟,服药20毫克", "患者吸烟,服药20毫克", "zh"))
        .isEqualTo("backtranslation_negation_lost");
    assertThat(rule("心肌梗死患者应当休息。", "心脏病患者应当休息。", "zh")).isEqualTo("backtranslation_term_lost");
    assertThat(rule("Er trinkt nicht viel.", "Er trinkt viel.", "de"))
        .isEqualTo("backtranslation_negation_lost");
  }

  @Test
  void negationsAreThoseOfTheLanguage() {
    assertThat(Negations.count("He didn\u2019t say no, nothing at all", "en-GB")).isEqualTo(3);
    assertThat(Negations.count("Das Kind hat keine Angst, niemals.", "de")).isEqualTo(2);
    assertThat(Negations.count("notable knowledge", "en")).isZero();
    assertThat(Negations.count("没有，也不是", "zh")).isEqualTo(2);
  }

  @Test
  void passagesTogetherAreTheText() {
    String text = "a b c. d e f.\n\ng h i\nj k l。" + "x".repeat(30) + " y. z";
    List<String> passages = Passages.of(text, 12);
    assertThat(String.join("", passages)).isEqualTo(text);
    assertThat(passages).hasSizeGreaterThan(4);
    assertThat(Passages.of("x".repeat(100), 10)).hasSize(1);
    assertThat(Passages.of("", 10)).isEmpty();
  }
}
