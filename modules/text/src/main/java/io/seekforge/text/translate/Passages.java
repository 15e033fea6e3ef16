package io.seekforge.text.translate;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a long text into passages that fit a request, between paragraphs, lines or sentences,
 * whichever comes first; the passages together are the text.
 */
public final class Passages {
  private static final List<String> ENDS = List.of("\n\n", "\n", "\u3002", ". ");

  private Passages() {}

  /**
   * @param longest characters in a passage; only a passage without any place to split is longer
   */
  public static List<String> of(String text, int longest) {
    List<String> passages = new ArrayList<>();
    int start = 0;
    while (text.length() - start > longest) {
      int end = end(text, start, start + longest);
      passages.add(text.substring(start, end));
      start = end;
    }
    if (start < text.length()) {
      passages.add(text.substring(start));
    }
    return passages;
  }

  private static int end(String text, int start, int limit) {
    for (String mark : ENDS) {
      int found = text.lastIndexOf(mark, limit - mark.length());
      if (found > start) {
        return found + mark.length();
      }
    }
    for (String mark : ENDS) {
      int found = text.indexOf(mark, limit);
      if (found > 0) {
        return found + mark.length();
      }
    }
    return text.length();
  }
}
