package io.seekforge.text.clean;

/**
 * Counts places where UTF-8 was read as windows-1252 ({@code Ã©} for {@code é}, {@code â€™} for
 * {@code ’}). They are counted, not repaired: what was lost cannot always be told, and a wrong
 * repair is worse than a visible fault.
 */
public final class Mojibake {
  /** Characters of windows-1252 at bytes 0x80 to 0x9F; unassigned bytes stand for themselves. */
  private static final String UPPER_CONTROLS =
      "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

  private Mojibake() {}

  /** Number of runs that are one whole UTF-8 character when written as windows-1252. */
  public static int count(String text) {
    int count = 0;
    int i = 0;
    while (i < text.length()) {
      int length = sequenceLength(byteOf(text.charAt(i)));
      if (length > 1 && continued(text, i + 1, i + length)) {
        count++;
        i += length;
      } else {
        i++;
      }
    }
    return count;
  }

  private static int sequenceLength(int lead) {
    if (lead >= 0xC2 && lead <= 0xDF) {
      return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
      return 3;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 1;
  }

  private static boolean continued(String text, int start, int end) {
    if (end > text.length()) {
      return false;
    }
    for (int i = start; i < end; i++) {
      int value = byteOf(text.charAt(i));
      if (value < 0x80 || value > 0xBF) {
        return false;
      }
    }
    return true;
  }

  private static int byteOf(char c) {
    if (c < 0x80 || (c >= 0xA0 && c <= 0xFF)) {
      return c;
    }
    int index = UPPER_CONTROLS.indexOf(c);
    return index < 0 ? -1 : 0x80 + index;
  }
}
