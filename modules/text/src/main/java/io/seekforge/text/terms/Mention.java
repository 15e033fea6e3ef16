package io.seekforge.text.terms;

/**
 * A term found in a text.
 *
 * @param start index of the first character
 * @param end index behind the last
 * @param term which term
 */
public record Mention(int start, int end, Term term) {
  int length() {
    return end - start;
  }
}
