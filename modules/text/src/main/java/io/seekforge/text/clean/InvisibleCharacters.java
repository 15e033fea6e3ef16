package io.seekforge.text.clean;

import java.lang.Character.UnicodeScript;

/**
 * Removes characters that nobody sees and that break tokens apart: control characters, zero-width
 * spaces, byte order marks, soft hyphens, tag characters, private bidirectional controls. What
 * shapes text stays: joiners inside Arabic, Indic and other joining scripts and inside emoji, and
 * bidirectional marks in text that has right-to-left letters. A lone half of a surrogate pair,
 * which no encoding can hold, becomes U+FFFD.
 */
final class InvisibleCharacters {
  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  private InvisibleCharacters() {}

  static Repair remove(String text) {
    int first = firstSuspect(text);
    if (first == text.length()) {
      return new Repair(text, 0);
    }
    boolean rightToLeft = hasRightToLeft(text);
    StringBuilder out = new StringBuilder(text.length()).append(text, 0, first);
    int changes = 0;
    int width;
    for (int i = first; i < text.length(); i += width) {
      int c = text.codePointAt(i);
      width = Character.charCount(c);
      if (Character.getType(c) == Character.SURROGATE) {
        out.append('\uFFFD');
        changes++;
      } else if (removed(c, rightToLeft) || (joiner(c) && !shapes(text, i))) {
        changes++;
      } else {
        out.appendCodePoint(c);
      }
    }
    return changes == 0 ? new Repair(text, 0) : new Repair(out.toString(), changes);
  }

  private static int firstSuspect(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = (c >= 0x20 && c < 0x7F) || c == '\n' || (c >= 0x3000 && c < 0xD800);
      if (!plain) {
        return i;
      }
    }
    return text.length();
  }

  private static boolean removed(int c, boolean rightToLeft) {
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
      return !lineOrTab(c);
    }
    return switch (c) {
      case 0x00AD, 0x180E, 0x200B, 0x2060, 0xFEFF -> true;
      case 0x200E, 0x200F -> !rightToLeft;
      default ->
          (c >= 0x202A && c <= 0x202E && !rightToLeft)
              || (c >= 0x2066 && c <= 0x2069 && !rightToLeft)
              || (c >= 0x2061 && c <= 0x2064)
              || (c >= 0x206A && c <= 0x206F)
              || (c >= 0xFFF9 && c <= 0xFFFB)
              || (c >= 0xE0000 && c <= 0xE007F);
    };
  }

  /** Line ends and tabs are white space, which has a repair of its own. */
  private static boolean lineOrTab(int c) {
    return (c >= 0x09 && c <= 0x0D) || c == 0x85;
  }

  private static boolean joiner(int c) {
    return c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER;
  }

  /** Whether the joiner at this place stands between two characters that it can shape. */
  private static boolean shapes(String text, int at) {
    return at > 0
        && at + 1 < text.length()
        && shapeable(text.codePointBefore(at))
        && shapeable(text.codePointAt(at + 1));
  }

  private static boolean shapeable(int c) {
    return switch (UnicodeScript.of(c)) {
      case LATIN, GREEK, CYRILLIC, HAN, HIRAGANA, KATAKANA, HANGUL, UNKNOWN -> false;
      case COMMON, INHERITED -> emoji(c);
      default -> true;
    };
  }

  private static boolean emoji(int c) {
    return c == 0xFE0F
        || (c >= 0x2600 && c <= 0x27BF)
        || (c >= 0x2B00 && c <= 0x2BFF)
        || (c >= 0x1F300 && c <= 0x1FAFF);
  }

  private static boolean hasRightToLeft(String text) {
    return text.codePoints()
        .anyMatch(
            c -> {
              byte direction = Character.getDirectionality(c);
              return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                  || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
            });
  }
}
