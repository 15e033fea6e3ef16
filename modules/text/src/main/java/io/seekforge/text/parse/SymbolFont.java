package io.seekforge.text.parse;

/**
 * Letters that a page shows in the fonts Wingdings or Symbol, as the characters that a reader sees:
 * check boxes and bullets. Other letters stay.
 */
final class SymbolFont {
  private static final String LETTERS =
      "opqr\u00A8\u00A3\u00FEx\u00FD\u00FC\u00FBnl\u00A7\u00B7\u00D8";
  private static final String SHOWN =
      "\u2610\u2610\u2610\u2610\u2610\u2610\u2611\u2612\u2612\u2713\u2717\u25A0\u25CF\u25AA\u2022\u27A2";

  private SymbolFont() {}

  static String read(String text) {
    String letters = text.replace('\u00A0', ' ').strip();
    if (letters.length() != 1 || LETTERS.indexOf(letters.charAt(0)) < 0) {
      return text;
    }
    return text.replace(letters.charAt(0), SHOWN.charAt(LETTERS.indexOf(letters.charAt(0))));
  }
}
