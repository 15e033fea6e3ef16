package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.Verdict;
import io.seekforge.api.recipe.CleanSection;
import io.seekforge.text.language.LanguageGuess;
import io.seekforge.text.language.LanguageId;
import io.seekforge.text.language.ScriptLanguage;
import java.io.Serializable;
import java.util.Locale;

/**
 * Measures the language of documents and keeps those of the recipe's languages. What is measured
 * stands in the metadata under datatrove's names, {@value #LANGUAGE} and {@value #SCORE}.
 */
final class LanguageRule implements Serializable {
  static final String LANGUAGE = "language";
  static final String SCORE = "language_score";
  private static final long serialVersionUID = 1L;

  private final CleanSection section;

  LanguageRule(CleanSection section) {
    this.section = section;
  }

  /** The document with its measured language, also as its language if its source names none. */
  Document measured(Document document) {
    LanguageGuess guess = LanguageId.of(document.text());
    Document measured =
        document
            .withMetadata(LANGUAGE, guess.language())
            .withMetadata(SCORE, String.format(Locale.ROOT, "%.4f", guess.score()));
    boolean unnamed = document.lang().isEmpty() && !guess.language().equals(ScriptLanguage.UNKNOWN);
    return unnamed ? measured.withLang(guess.language()) : measured;
  }

  /** Whether a measured document stays. */
  Verdict check(Document measured) {
    String language = measured.metadata().get(LANGUAGE);
    String score = measured.metadata().get(SCORE);
    if (!section.languages().isEmpty() && !section.languages().contains(language)) {
      return Verdict.drop("language", language, String.join(",", section.languages()));
    }
    return Double.parseDouble(score) < section.minLanguageScore()
        ? Verdict.drop("language_score", score, section.minLanguageScore())
        : Verdict.kept();
  }
}
