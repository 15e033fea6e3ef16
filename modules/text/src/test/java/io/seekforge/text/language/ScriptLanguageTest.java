package io.seekforge.text.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScriptLanguageTest {
  @ParameterizedTest
  @CsvSource({
    "en,What are the symptoms of influenza ?",
    "zh,患者发热三天，服用 Paracetamol 后好转",
    "ja,患者は三日間発熱している",
    "ko,환자는 삼일 동안 열이 있습니다",
    "und,Der Patient hat seit drei Tagen Fieber",
    "und,12345",
    "und,''"
  })
  void guessesFromScripts(String language, String text) {
    assertThat(ScriptLanguage.of(text)).isEqualTo(language);
  }
}
