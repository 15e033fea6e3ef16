package io.seekforge.text.words;

/** Classes of characters that Java's own do not name. */
public final class Characters {
  private Characters() {}

  /**
   * Whether a character belongs to a script written without spaces between words (Han, kana, Thai,
   * Lao, Khmer, Myanmar), so that each character stands for itself.
   */
  public static boolean unspaced(int codePoint) {
    if (codePoint < 0x0E00) {
      return false;
    }
    return Character.isIdeographic(codePoint)
        || (codePoint <= 0x0EFF)
        || (codePoint >= 0x1000 && codePoint <= 0x109F)
        || (codePoint >= 0x1780 && codePoint <= 0x17FF)
        || (codePoint >= 0x3040 && codePoint <= 0x30FF && Character.isLetter(codePoint))
        || (codePoint >= 0x31F0 && codePoint <= 0x31FF);
  }

  /** Whether a character can be part of a word: letter, digit, mark. */
  public static boolean wordPart(int codePoint) {
    if (codePoint < 0x80) {
      return (codePoint >= 'a' && codePoint <= 'z')
          || (codePoint >= 'A' && codePoint <= 'Z')
          || (codePoint >= '0' && codePoint <= '9');
    }
    if (Character.isLetterOrDigit(codePoint)) {
      return true;
    }
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  /** Whether a character is white space of any kind, no-break spaces and line ends included. */
  public static boolean space(int codePoint) {
    return codePoint == 0x85
        || Character.isWhitespace(codePoint)
        || Character.isSpaceChar(codePoint);
  }

  /** Number of characters (code points) of a text. */
  public static int count(String text) {
    return text.codePointCount(0, text.length());
  }

  /** A text without the white space (of any kind) at its ends. */
  public static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && space(text.charAt(start))) {
      start++;
    }
    while (end > start && space(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }
}
