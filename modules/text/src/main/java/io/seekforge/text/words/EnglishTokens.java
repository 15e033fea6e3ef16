package io.seekforge.text.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Words and punctuation of English text as spaCy's blank English tokenizer cuts them, as far as
 * quality rules can tell: chunks between white space, with brackets, quotes, commas and stops taken
 * off both ends as tokens of their own, contractions cut before {@code n't}, {@code 's} and their
 * like, and letters joined by a hyphen or slash cut at it. Not taken over: spaCy's lists of
 * abbreviations and emoticons, URLs and numbers with units.
 */
public final class EnglishTokens {
  private static final String OPENING = "([{<«\"'“”‘’`*#$£€¥§%=—–+~|&…¿¡、。，！？；：（）《》【】!?,:;/\\@^_";
  private static final String CLOSING = ")]}>»\"'“”‘’`*#$£€¥%=—–+~|…、。，！？；：（）《》【】!?,:;/\\@^_";
  private static final String INFIX = "-–—~/:<>=";
  private static final Set<String> CONTRACTIONS =
      Set.of("'s", "'re", "'ve", "'ll", "'d", "'m", "’s", "’re", "’ve", "’ll", "’d", "’m");

  private final String text;
  private final List<String> tokens = new ArrayList<>();

  private EnglishTokens(String text) {
    this.text = text;
  }

  public static List<String> of(String text) {
    EnglishTokens english = new EnglishTokens(text);
    english.cut();
    return english.tokens;
  }

  private void cut() {
    int i = 0;
    while (i < text.length()) {
      while (i < text.length() && Characters.space(text.charAt(i))) {
        i++;
      }
      int end = i;
      while (end < text.length() && !Characters.space(text.charAt(end))) {
        end++;
      }
      if (end > i) {
        chunk(i, end);
      }
      i = end;
    }
  }

  private void chunk(int start, int end) {
    int first = start;
    while (first < end && prefix(first, end) > 0) {
      int width = prefix(first, end);
      tokens.add(text.substring(first, first + width));
      first += width;
    }
    List<String> suffixes = new ArrayList<>();
    int last = end;
    while (last > first && suffix(first, last) > 0) {
      int width = suffix(first, last);
      suffixes.add(0, text.substring(last - width, last));
      last -= width;
    }
    infixes(first, last);
    tokens.addAll(suffixes);
  }

  private int prefix(int start, int end) {
    if (text.startsWith("...", start) && end - start >= 3) {
      return 3;
    }
    return OPENING.indexOf(text.charAt(start)) >= 0 ? 1 : 0;
  }

  private int suffix(int start, int end) {
    String chunk = text.substring(Math.max(start, end - 3), end).toLowerCase(Locale.ROOT);
    if (chunk.equals("...") || chunk.equals("n't") || chunk.equals("n’t")) {
      return end - start > 3 || chunk.equals("...") ? 3 : 0;
    }
    for (int width = 2; width <= 3; width++) {
      if (end - start > width && CONTRACTIONS.contains(tail(chunk, width))) {
        return width;
      }
    }
    char c = text.charAt(end - 1);
    if (CLOSING.indexOf(c) >= 0) {
      return 1;
    }
    return c == '.' && endsSentence(start, end - 1) ? 1 : 0;
  }

  /**
   * A full stop is a token of its own after a lower-case letter, a digit, a bracket or two
   * capitals.
   */
  private boolean endsSentence(int start, int stop) {
    if (stop == start) {
      return false;
    }
    char before = text.charAt(stop - 1);
    boolean capitals =
        stop - 2 >= start
            && Character.isUpperCase(before)
            && Character.isUpperCase(text.charAt(stop - 2));
    return capitals || !Character.isUpperCase(before);
  }

  private void infixes(int start, int end) {
    int from = start;
    for (int i = start + 1; i < end - 1; i++) {
      if (infix(i)) {
        tokens.add(text.substring(from, i));
        tokens.add(text.substring(i, i + 1));
        from = i + 1;
      }
    }
    if (from < end) {
      tokens.add(text.substring(from, end));
    }
  }

  private boolean infix(int at) {
    char before = text.charAt(at - 1);
    char after = text.charAt(at + 1);
    char c = text.charAt(at);
    if (c == ',' || INFIX.indexOf(c) >= 0) {
      return Character.isLetter(before) && Character.isLetter(after);
    }
    return c == '.' && Character.isLowerCase(before) && Character.isUpperCase(after);
  }

  private static String tail(String text, int width) {
    return text.length() < width ? "" : text.substring(text.length() - width);
  }
}
