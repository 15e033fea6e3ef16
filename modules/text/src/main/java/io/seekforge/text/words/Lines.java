package io.seekforge.text.words;

import java.util.ArrayList;
import java.util.List;

/** Lines of a text, cut where Python's {@code str.splitlines} cuts. */
public final class Lines {
  private Lines() {}

  /** The lines without their ends; a text that ends with a line end has no empty last line. */
  public static List<String> of(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (!lineEnd(text.charAt(i))) {
        continue;
      }
      lines.add(text.substring(start, i));
      if (text.charAt(i) == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
        i++;
      }
      start = i + 1;
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  private static boolean lineEnd(char c) {
    return (c >= 0x0A && c <= 0x0D)
        || (c >= 0x1C && c <= 0x1E)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }
}
