package io.seekforge.text.translate;

import io.seekforge.api.ContentHash;
import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.util.Optional;

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
    try {
      Optional<KeptAnswer> known = cache.read(key);
      if (known.isPresent()) {
        return known.get().open();
      }
      Translation translation = translator.translate(text, from, to);
      cache.write(key, KeptAnswer.of(translation));
      return translation;
    } catch (IOException e) {
      throw new SeekforgeException("Cannot use the cache of translations: " + e.getMessage(), e);
    }
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
