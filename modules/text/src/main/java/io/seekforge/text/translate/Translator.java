package io.seekforge.text.translate;

/** Translates a text. */
public interface Translator {
  /**
   * @param from BCP 47 tag of the text's language
   * @param to BCP 47 tag of the wanted language
   * @throws TranslationFailure if this text has no translation to be had
   * @throws io.seekforge.api.SeekforgeException if no text has: the translator is out of order, and
   *     whoever goes on would lose documents that another run would keep
   */
  Translation translate(String text, String from, String to) throws TranslationFailure;
}
