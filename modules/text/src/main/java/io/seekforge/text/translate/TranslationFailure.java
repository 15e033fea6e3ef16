package io.seekforge.text.translate;

/**
 * There is no answer to one text: the reason is a short word for ledgers, the message a sentence
 * for people.
 */
public final class TranslationFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final boolean paid;

  /** A failure that cost nothing, or that another run may not have: it is not kept. */
  public TranslationFailure(String reason, String message) {
    this(reason, message, false);
  }

  private TranslationFailure(String reason, String message, boolean paid) {
    super(message);
    this.reason = reason;
    this.paid = paid;
  }

  /** An answer that was paid for, is unfit and would be so again: it is kept like any other. */
  public static TranslationFailure paid(String reason, String message) {
    return new TranslationFailure(reason, message, true);
  }

  /** Whether the failure is kept like an answer. */
  public boolean paid() {
    return paid;
  }

  public String reason() {
    return reason;
  }
}
