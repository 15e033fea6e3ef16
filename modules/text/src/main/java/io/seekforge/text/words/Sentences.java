package io.seekforge.text.words;

/** Counts sentences by their closing punctuation. */
public final class Sentences {
  private Sentences() {}

  /**
   * Number of sentences: a run of closing punctuation, then quotes or brackets, then white space or
   * the end; for Chinese and Japanese stops no white space is needed. Text after the last one
   * counts as one more.
   */
  public static int count(String text) {
    int count = 0;
    boolean open = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ("。！？".indexOf(c) >= 0) {
        count += open ? 1 : 0;
        open = false;
      } else if (".!?".indexOf(c) >= 0 && endsHere(text, i + 1)) {
        count += open ? 1 : 0;
        open = false;
      } else if (Character.isLetterOrDigit(c)) {
        open = true;
      }
    }
    return count + (open ? 1 : 0);
  }

  private static boolean endsHere(String text, int after) {
    int i = after;
    while (i < text.length() && ".!?\"'”’)]".indexOf(text.charAt(i)) >= 0) {
      i++;
    }
    return i == text.length() || Characters.space(text.charAt(i));
  }
}
