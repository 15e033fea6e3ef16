package io.seekforge.text.questions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.SeekforgeException;
import org.junit.jupiter.api.Test;

final class QuestionAnswersTest {
  private static final String DOCUMENT =
      "Gout is a form of arthritis.  It causes SUDDEN pain,\noften in the big toe, and 4 of 100 adults have it."
          + " 痛风是一种关节炎，多见于大脚趾。";

  private final QuestionAnswers judge = new QuestionAnswers(0.6);

  @Test
  void onlyAJsonArrayOfWholePairsIsRead() {
    String pair = "{\"question\":\" a? \",\"answer\":\"b\",\"quote\":\"c\"}";
    assertThat(QuestionAnswers.parse("[" + pair + "]"))
        .hasValueSatisfying(
            pairs -> assertThat(pairs).containsExactly(new QuestionPair("a?", "b", "c")));
    assertThat(QuestionAnswers.parse("```json\n[" + pair + "," + pair + "]\n```"))
        .hasValueSatisfying(pairs -> assertThat(pairs).hasSize(2));
    assertThat(QuestionAnswers.parse("[]")).hasValueSatisfying(list -> assertThat(list).isEmpty());
    for (String bad :
        new String[] {
          "",
          "Here you are: [" + pair + "]",
          "[" + pair + "] done",
          pair,
          "[" + pair,
          "[{\"question\":\"a\",\"answer\":\"b\"}]",
          "[{\"question\":1,\"answer\":\"b\",\"quote\":\"c\"}]",
          "[".repeat(100_000),
          "null",
          "```json\n```"
        }) {
      assertThat(QuestionAnswers.parse(bad)).as(bad).isEmpty();
    }
  }

  @Test
  void anAnswerMustRestOnWordsOfTheDocument() {
    assertThat(
            verdict(
                "What does gout cause?",
                "Sudden pain in the big toe",
                "it causes sudden pain, often in the big toe"))
        .isEmpty();
    assertThat(verdict("痛风多见于哪里？", "大脚趾", "痛风是一种关节炎，多见于大脚趾")).isEmpty();
    assertThat(verdict("What does gout cause?", "Fever", "It causes fever"))
        .isEqualTo("question_quote_not_found");
    assertThat(verdict("What does gout cause?", "x", "")).isEqualTo("question_quote_not_found");
    assertThat(
            verdict(
                "What does gout cause?",
                "It is a disease that doctors know well",
                "It causes sudden pain"))
        .isEqualTo("question_not_grounded");
    assertThat(verdict("How many adults have it?", "5 of 100 adults", "4 of 100 adults have it"))
        .isEqualTo("question_number_not_quoted");
    assertThat(verdict("?", "Sudden pain", "sudden pain")).isEqualTo("question_empty");
    assertThat(verdict("What is it?", "…", "sudden pain")).isEqualTo("question_empty");
  }

  @Test
  void thePromptTakesTheDocumentAsText() {
    QuestionPrompt prompt = new QuestionPrompt("{count} in {language}: {document} {other}", 3, 100);
    assertThat(prompt.of("say {count} and {document}", "zh-Hans"))
        .isEqualTo("3 in Chinese: say {count} and {document} {other}");
    assertThat(new QuestionPrompt("", 2, 100).of("x".repeat(200), "en"))
        .contains("Write 2 questions in English")
        .contains("x".repeat(100))
        .doesNotContain("x".repeat(101));
    assertThatThrownBy(() -> new QuestionPrompt("no place", 1, 100))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("does not hold {document}");
  }

  private String verdict(String question, String answer, String quote) {
    return judge.judge(new QuestionPair(question, answer, quote), DOCUMENT).rule();
  }
}
