package io.seekforge.text.tokenize;

/**
 * Turns ascending or descending code point offsets, which the native library counts in, into {@code
 * char} offsets.
 */
final class CodePointIndex {
  private final String text;
  private int codePoint;
  private int character;

  CodePointIndex(String text) {
    this.text = text;
  }

  int charAt(int wantedCodePoint) {
    character = text.offsetByCodePoints(character, wantedCodePoint - codePoint);
    codePoint = wantedCodePoint;
    return character;
  }
}
