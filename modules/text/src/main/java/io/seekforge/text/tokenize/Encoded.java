package io.seekforge.text.tokenize;

/**
 * Tokens of a text.
 *
 * @param ids token ids
 * @param starts for each token the index of its first {@code char} in the text, -1 for a token the
 *     tokenizer added
 */
public record Encoded(int[] ids, int[] starts) {}
