package io.seekforge.text.translate;

/**
 * There is no translation of one text, now or later: the reason is a short word for ledgers, the
 * message a sentence for people.
 */
public final class TranslationFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  public TranslationFailure(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }
}
