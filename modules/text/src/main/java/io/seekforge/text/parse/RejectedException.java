package io.seekforge.text.parse;

/** A record that cannot become a document: the parser turns it into a quarantine entry. */
final class RejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  RejectedException(String reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
