package io.seekforge.text.records;

import com.ibm.icu.text.Normalizer2;
import io.seekforge.text.words.Characters;
import io.seekforge.text.words.FoldedText;

/**
 * Words of a field without all in which catalogues differ: case, width, accents, marks, tags,
 * punctuation. Characters of scripts without spaces are words of their own.
 */
final class PlainWords {
  private static final Normalizer2 DECOMPOSED = Normalizer2.getNFDInstance();
  private static final int LONGEST_TAG = 40;

  private PlainWords() {}

  /** The words, one space between them. */
  static String of(String value) {
    String text = DECOMPOSED.normalize(FoldedText.fold(value));
    StringBuilder out = new StringBuilder(text.length());
    boolean gap = false;
    int width;
    for (int i = 0; i < text.length(); i += width) {
      int c = text.codePointAt(i);
      width = c == '<' ? tag(text, i) : Character.charCount(c);
      if (Character.getType(c) == Character.NON_SPACING_MARK || apostrophe(c)) {
        continue;
      }
      boolean part = Characters.wordPart(c);
      boolean single = part && Characters.unspaced(c);
      if (part && out.length() > 0 && (gap || single)) {
        out.append(' ');
      }
      if (part) {
        append(out, c);
      }
      gap = !part || single;
    }
    return out.toString();
  }

  private static boolean apostrophe(int c) {
    return c == '\'' || c == 0x2019 || c == '`';
  }

  /** Letters that no decomposition takes apart but catalogues write plain. */
  private static void append(StringBuilder out, int c) {
    switch (c) {
      case 0x131 -> out.append('i');
      case 0xF8 -> out.append('o');
      case 0x142 -> out.append('l');
      case 0x111 -> out.append('d');
      case 0xE6 -> out.append("ae");
      case 0x153 -> out.append("oe");
      default -> out.appendCodePoint(c);
    }
  }

  /** Length of the markup tag at a place; 1 if it is only a sign. */
  private static int tag(String text, int start) {
    boolean opens =
        start + 1 < text.length()
            && (text.charAt(start + 1) == '/' || Character.isLetter(text.charAt(start + 1)));
    int last = Math.min(text.length(), start + LONGEST_TAG);
    for (int i = start + 1; opens && i < last; i++) {
      if (text.charAt(i) == '>') {
        return i + 1 - start;
      }
    }
    return 1;
  }
}
