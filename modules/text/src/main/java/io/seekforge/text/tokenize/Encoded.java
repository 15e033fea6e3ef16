package io.seekforge.text.tokenize;

/**
 * Tokens of a text.
 *
 * @param ids token ids
 * @param starts for each token the index of its first {@code char} in the text, {@link #ADDED} for
 *     a token the tokenizer added
 */
public record Encoded(int[] ids, int[] starts) {
  /** Place of a token that stands for no text. */
  public static final int ADDED = -1;
}
