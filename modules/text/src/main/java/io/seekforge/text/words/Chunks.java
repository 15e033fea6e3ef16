package io.seekforge.text.words;

import java.util.ArrayList;
import java.util.List;

/** What stands between white space, as Python's {@code str.split} cuts it. */
public final class Chunks {
  private Chunks() {}

  public static List<String> of(String text) {
    List<String> chunks = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean gap = i == text.length() || Characters.space(text.charAt(i));
      if (gap && start >= 0) {
        chunks.add(text.substring(start, i));
        start = -1;
      } else if (!gap && start < 0) {
        start = i;
      }
    }
    return chunks;
  }
}
