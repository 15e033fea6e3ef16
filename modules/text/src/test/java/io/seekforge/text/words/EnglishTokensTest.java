package io.seekforge.text.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EnglishTokensTest {
  /** Expected: spaCy's blank English tokenizer, tokens joined by a bar. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "I am groot.;I|am|groot|.",
        "He said: \"don't go!\";He|said|:|\"|do|n't|go|!|\"",
        "the patient's well-known (mild) fever...;the|patient|'s|well|-|known|(|mild|)|fever|...",
        "# comment, 50%;#|comment|,|50|%",
        "yes/no;yes|/|no",
        "the U.S.;the|U.S."
      })
  void cutsLikeSpacy(String text, String tokens) {
    assertThat(String.join("|", EnglishTokens.of(text))).isEqualTo(tokens);
  }

  @ParameterizedTest
  @CsvSource({"0,''", "1,no end", "2,One. Two!", "2,'Is 3.5 right? \"Yes.\"'", "2,发热。咳嗽"})
  void countsSentences(int count, String text) {
    assertThat(Sentences.count(text)).isEqualTo(count);
  }
}
