package io.seekforge.text.embed;

/**
 * What became of a text: a vector, or the reason why it has none.
 *
 * @param vector of length 1; null if there is none
 * @param tokens what it cost when it was made
 * @param reason a short word for ledgers, "" if there is a vector
 * @param message the same for people
 */
public record Embedded(float[] vector, long tokens, String reason, String message) {
  /** A vector. */
  public static Embedded of(float[] vector, long tokens) {
    return new Embedded(vector, tokens, "", "");
  }

  /** No vector. */
  public static Embedded none(String reason, String message) {
    return new Embedded(null, 0, reason, message);
  }
}
