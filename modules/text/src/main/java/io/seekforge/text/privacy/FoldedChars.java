package io.seekforge.text.privacy;

/**
 * A text with full-width forms, dashes and no-break spaces folded to ASCII, one character for one,
 * so that offsets are the text's own. Offsets outside the text read as U+0000.
 */
final class FoldedChars {
  private final char[] chars;

  FoldedChars(String text) {
    chars = text.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      if (chars[i] >= 0x80) {
        chars[i] = folded(chars[i]);
      }
    }
  }

  private static char folded(char c) {
    if (c >= 0xFF01 && c <= 0xFF5E) {
      return (char) (c - 0xFEE0);
    }
    return switch (c) {
      case 0xA0, 0x3000, 0x2002, 0x2003, 0x2009, 0x202F -> ' ';
      case 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0xFE63 -> '-';
      case 0x2018, 0x2019 -> '\'';
      default -> c;
    };
  }

  int length() {
    return chars.length;
  }

  char at(int i) {
    return i >= 0 && i < chars.length ? chars[i] : 0;
  }

  boolean digit(int i) {
    char c = at(i);
    return c >= '0' && c <= '9';
  }

  boolean upper(int i) {
    char c = at(i);
    return c >= 'A' && c <= 'Z' || c >= 0xC0 && c <= 0xDE && c != 0xD7;
  }

  boolean letter(int i) {
    char c = at(i);
    return c >= 'a' && c <= 'z' || upper(i) || c >= 0xDF && c <= 0x24F && c != 0xF7;
  }

  boolean alnum(int i) {
    return digit(i) || letter(i);
  }

  boolean han(int i) {
    char c = at(i);
    return c >= 0x4E00 && c <= 0x9FFF || c >= 0x3400 && c <= 0x4DBF;
  }

  /** Whether one of the characters stands at an offset. */
  boolean any(int i, String characters) {
    char c = at(i);
    return c != 0 && characters.indexOf(c) >= 0;
  }

  /** Whether a string stands at an offset. */
  boolean startsWith(int i, String part) {
    if (i < 0 || i + part.length() > chars.length) {
      return false;
    }
    for (int j = 0; j < part.length(); j++) {
      if (chars[i + j] != part.charAt(j)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a lower-case string stands before an offset, whatever the case of the text. */
  boolean endsWith(int end, String part) {
    int start = end - part.length();
    if (start < 0 || end > chars.length) {
      return false;
    }
    for (int j = 0; j < part.length(); j++) {
      char c = chars[start + j];
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != part.charAt(j)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a word stands before an offset: as {@link #endsWith}, with no letter before it. */
  boolean endsWithWord(int end, String word) {
    return endsWith(end, word) && (word.charAt(0) > 0x7F || !letter(end - word.length() - 1));
  }

  /** Offset after a run of digits. */
  int digitsEnd(int i) {
    int end = i;
    while (digit(end)) {
      end++;
    }
    return end;
  }

  /** Offset after exactly so many digits, or -1 if another number of digits stands there. */
  int digits(int i, int count) {
    return i >= 0 && digitsEnd(i) == i + count ? i + count : -1;
  }

  /** Value of a run of digits. */
  int number(int start, int end) {
    int value = 0;
    for (int i = start; i < end; i++) {
      value = value * 10 + chars[i] - '0';
    }
    return value;
  }

  /** Whether a number may begin here: it is not the tail of a word, decimal or identifier. */
  boolean opens(int i) {
    char before = at(i - 1);
    return !alnum(i - 1) && !("-./_".indexOf(before) >= 0 && before != 0 && alnum(i - 2));
  }

  /** Whether a number may end here: no letter, digit or further part follows. */
  boolean closes(int i) {
    char after = at(i);
    return !alnum(i) && after != '%' && !("-./_".indexOf(after) >= 0 && after != 0 && alnum(i + 1));
  }

  /** Offset after one separator of number groups, or the offset itself if there is none. */
  int separator(int i) {
    return any(i, " -.") ? i + 1 : i;
  }

  String part(int start, int end) {
    return new String(chars, start, end - start);
  }
}
