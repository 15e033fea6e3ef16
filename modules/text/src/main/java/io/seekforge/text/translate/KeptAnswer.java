package io.seekforge.text.translate;

/**
 * What a cache keeps under one key: a translation, or that what came back was unfit, which would
 * cost the same again.
 *
 * @param translation the translation, null if there is none
 * @param reason why there is none, "" if there is one
 * @param message the same for people
 */
public record KeptAnswer(Translation translation, String reason, String message) {
  public static KeptAnswer of(Translation translation) {
    return new KeptAnswer(translation, "", "");
  }

  public static KeptAnswer of(TranslationFailure failure) {
    return new KeptAnswer(null, failure.reason(), failure.getMessage());
  }

  /** The translation, or the failure as it was when it was kept. */
  Translation open() throws TranslationFailure {
    if (translation == null) {
      throw TranslationFailure.paid(reason, message);
    }
    return translation;
  }
}
