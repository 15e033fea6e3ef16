package io.seekforge.text.clean;

import io.seekforge.text.words.Characters;

/**
 * Repairs white space: each gap between two visible characters becomes one space, one line feed or
 * one blank line; none is left at the ends. Line ends of every kind count as line feeds; spaces
 * beside one (indentation, trailing spaces) go. Three or more spaces before a bullet are what is
 * left of a line end that the source lost, and become one again.
 */
final class Whitespace {
  private static final int LOST_LINE_END = 3;
  private static final int BLANK_LINE = 2;

  private final String text;
  private final StringBuilder out;
  private int changes;

  private Whitespace(String text) {
    this.text = text;
    this.out = new StringBuilder(text.length());
  }

  static Repair repair(String text) {
    Whitespace whitespace = new Whitespace(text);
    whitespace.run();
    return new Repair(
        whitespace.changes == 0 ? text : whitespace.out.toString(), whitespace.changes);
  }

  private void run() {
    int i = 0;
    while (i < text.length()) {
      int end = i;
      while (end < text.length() && Characters.space(text.charAt(end))) {
        end++;
      }
      if (end > i) {
        gap(i, end);
      }
      int word = end;
      while (word < text.length() && !Characters.space(text.charAt(word))) {
        word++;
      }
      out.append(text, end, word);
      i = word;
    }
  }

  private void gap(int start, int end) {
    String repaired = start == 0 || end == text.length() ? "" : between(start, end);
    if (repaired.length() != end - start || !text.startsWith(repaired, start)) {
      changes++;
    }
    out.append(repaired);
  }

  private String between(int start, int end) {
    int lines = lineEnds(start, end);
    if (lines >= BLANK_LINE) {
      return "\n\n";
    }
    boolean newLine = lines == 1 || (end - start >= LOST_LINE_END && bulletAt(end));
    return newLine ? "\n" : " ";
  }

  private int lineEnds(int start, int end) {
    int count = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      boolean lineEnd = (c >= 0x0A && c <= 0x0D) || c == 0x85 || c == 0x2028 || c == 0x2029;
      boolean secondHalf = c == '\n' && i > start && text.charAt(i - 1) == '\r';
      count += lineEnd && !secondHalf ? 1 : 0;
    }
    return count;
  }

  private boolean bulletAt(int at) {
    int next = at + 1;
    if ("-•·*–▪●".indexOf(text.charAt(at)) < 0
        || next >= text.length()
        || !Characters.space(text.charAt(next))) {
      return false;
    }
    while (next < text.length() && Characters.space(text.charAt(next))) {
      next++;
    }
    return next < text.length() && Character.isLetter(text.codePointAt(next));
  }
}
