package io.seekforge.text.quality;

import io.seekforge.text.words.Characters;

/**
 * Characters of a text by class; white space is in none of them.
 *
 * @param visible all that is not white space
 * @param letters letters of any script, Han included
 * @param han characters of scripts without spaces
 * @param digits decimal digits
 * @param symbols neither letter, digit, mark nor common punctuation
 * @param replaced U+FFFD, left by a failed decoding
 * @param longestRun longest run of one character
 */
record CharacterCounts(
    int visible, int letters, int han, int digits, int symbols, int replaced, int longestRun) {
  private static final String PUNCTUATION = ".,;:!?'\"()-–—…/%“”‘’，。、；：？！（）《》「」『』【】·~～[]";

  static CharacterCounts of(String text) {
    int visible = 0;
    int letters = 0;
    int han = 0;
    int digits = 0;
    int symbols = 0;
    int replaced = 0;
    int longest = 0;
    int run = 0;
    int before = -1;
    int width;
    for (int i = 0; i < text.length(); i += width) {
      int c = text.codePointAt(i);
      width = Character.charCount(c);
      if (Characters.space(c)) {
        before = -1;
        continue;
      }
      visible++;
      run = c == before ? run + 1 : 1;
      longest = Math.max(longest, run);
      before = c;
      if (Character.isLetter(c)) {
        letters++;
        han += Characters.unspaced(c) ? 1 : 0;
      } else if (Character.isDigit(c)) {
        digits++;
      } else if (c == 0xFFFD) {
        replaced++;
      } else if (!Characters.wordPart(c) && PUNCTUATION.indexOf(c) < 0) {
        symbols++;
      }
    }
    return new CharacterCounts(visible, letters, han, digits, symbols, replaced, longest);
  }

  double share(int part) {
    return visible == 0 ? 0 : (double) part / visible;
  }
}
