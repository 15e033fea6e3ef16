package io.seekforge.text.translate;

/**
 * There is no translation: the reason is a short word for ledgers, the message a sentence for
 * people.
 */
public final class TranslationFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  TranslationFailure(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }
}
