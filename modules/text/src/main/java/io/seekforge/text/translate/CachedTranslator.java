package io.seekforge.text.translate;

import io.seekforge.api.ContentHash;

/** Asks a translator only for what a cache does not hold. As safe for threads as both are. */
public final class CachedTranslator implements Translator {
  private final Translator translator;
  private final TranslationCache cache;

  public CachedTranslator(Translator translator, TranslationCache cache) {
    this.translator = translator;
    this.cache = cache;
  }

  @Override
  public Translation translate(String text, String from, String to) throws TranslationFailure {
    String key = ContentHash.of(translator.identity(from, to), from, to, text);
    return cache.answer(key, () -> translator.translate(text, from, to));
  }

  @Override
  public String identity(String from, String to) {
    return translator.identity(from, to);
  }

  @Override
  public void close() {
    translator.close();
  }
}
