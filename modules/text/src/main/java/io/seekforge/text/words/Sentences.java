package io.seekforge.text.words;

import java.util.ArrayList;
import java.util.List;

/** Counts and cuts sentences by their closing punctuation. */
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

  /** The sentences of a text, each with what closes it, without the white space between. */
  public static List<String> of(String text) {
    List<String> sentences = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean han = "。！？".indexOf(c) >= 0;
      if (han || (".!?".indexOf(c) >= 0 && endsHere(text, i + 1))) {
        i = closed(text, i + 1) - 1;
        sentences.add(Characters.strip(text.substring(start, i + 1)));
        start = i + 1;
      }
    }
    if (!Characters.strip(text.substring(start)).isEmpty()) {
      sentences.add(Characters.strip(text.substring(start)));
    }
    return sentences;
  }

  private static boolean endsHere(String text, int after) {
    int i = closed(text, after);
    return i == text.length() || Characters.space(text.charAt(i));
  }

  /** Where the run of closing punctuation, quotes and brackets ends. */
  private static int closed(String text, int after) {
    int i = after;
    while (i < text.length() && ".!?\"'”’)]".indexOf(text.charAt(i)) >= 0) {
      i++;
    }
    return i;
  }
}
