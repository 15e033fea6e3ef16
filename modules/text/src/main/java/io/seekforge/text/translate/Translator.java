package io.seekforge.text.translate;

/** Translates a text. */
public interface Translator extends AutoCloseable {
  /**
   * @param from BCP 47 tag of the text's language
   * @param to BCP 47 tag of the wanted language
   * @throws TranslationFailure if this text has no translation to be had
   * @throws io.seekforge.api.SeekforgeException if no text has: the translator is out of order, and
   *     whoever goes on would lose documents that another run would keep
   */
  Translation translate(String text, String from, String to) throws TranslationFailure;

  /** What distinguishes this translator's answers from another's; part of a cache's keys. */
  default String identity(String from, String to) {
    return getClass().getName();
  }

  /**
   * Ends programs, and asks endpoints no more: translations after it fail. What an endpoint has
   * been asked already goes on to its answer.
   */
  @Override
  default void close() {}
}
