package io.seekforge.text.language;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.text.SharedData;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Acceptance: at least 0.97 of the sentences of real corpora get their language. */
final class LanguageIdTest {
  private static final double LEAST = 0.97;

  @Test
  void sentencesOfManyLanguages() throws IOException {
    check(LanguageSentences.manyLanguages());
  }

  @Test
  void sentencesOfRealCorpora() throws IOException {
    for (LanguageSentences sentences : LanguageSentences.all(SharedData.file("data"))) {
      check(sentences);
    }
  }

  private static void check(LanguageSentences sentences) {
    assertThat(sentences.total()).as(sentences.name()).isPositive();
    assertThat(sentences.accuracy())
        .as(
            "%s: %s",
            sentences.name(), sentences.wrong().subList(0, Math.min(5, sentences.wrong().size())))
        .isGreaterThanOrEqualTo(LEAST);
  }

  @Test
  void scoresArePlain() {
    assertThat(LanguageId.of("12 + 30 = 42")).isEqualTo(LanguageGuess.NONE);
    assertThat(LanguageId.of("What are the symptoms of this disease?").score())
        .isBetween(0.99, 1.0);
    assertThat(LanguageId.of("zxcv qwer asdf").score()).isLessThan(0.65);
  }
}
