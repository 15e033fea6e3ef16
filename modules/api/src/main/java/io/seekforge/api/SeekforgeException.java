package io.seekforge.api;

/**
 * An error whose message is meant for the user: one line that names the value, the place and the
 * way out. Commands print the message and exit non-zero without a stack trace.
 */
public final class SeekforgeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SeekforgeException(String message) {
    super(message);
  }

  public SeekforgeException(String message, Throwable cause) {
    super(message, cause);
  }
}
