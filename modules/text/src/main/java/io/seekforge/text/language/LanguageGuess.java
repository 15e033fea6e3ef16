package io.seekforge.text.language;

/**
 * What language a text is in.
 *
 * @param language BCP 47 tag, or {@value ScriptLanguage#UNKNOWN} for a text without letters
 * @param score how sure, from 0 to 1
 */
public record LanguageGuess(String language, double score) {
  static final LanguageGuess NONE = new LanguageGuess(ScriptLanguage.UNKNOWN, 0);
}
