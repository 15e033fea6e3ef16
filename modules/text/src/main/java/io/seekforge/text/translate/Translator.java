package io.seekforge.text.translate;

/** Translates a text. */
public interface Translator {
  /**
   * @param from BCP 47 tag of the text's language
   * @param to BCP 47 tag of the wanted language
   * @throws TranslationFailure if there is no translation to be had
   */
  String translate(String text, String from, String to) throws TranslationFailure;
}
