package io.seekforge.text.terms;

import java.util.Arrays;

/**
 * A text folded by a {@link FoldTable}, one code point at a time, with the place in the original of
 * every folded character: folding changes lengths ("㎎" is two letters, "²" becomes "2"), and a
 * replacement must know where it stands.
 */
final class FoldedCharacters {
  private char[] characters;
  private int[] starts;
  private int size;

  private FoldedCharacters(int capacity) {
    characters = new char[capacity];
    starts = new int[capacity + 1];
  }

  static FoldedCharacters of(String text, FoldTable table) {
    FoldedCharacters folded = new FoldedCharacters(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char single = table.single(c);
      if (single != 0) {
        folded.add(single, i);
      } else {
        int codePoint = text.codePointAt(i);
        String replaced = table.several(codePoint);
        for (int j = 0; j < replaced.length(); j++) {
          folded.add(replaced.charAt(j), i);
        }
        i += Character.charCount(codePoint) - 1;
      }
    }
    folded.starts[folded.size] = text.length();
    return folded;
  }

  private void add(char character, int start) {
    if (size == characters.length) {
      characters = Arrays.copyOf(characters, 2 * size);
      starts = Arrays.copyOf(starts, 2 * size + 1);
    }
    characters[size] = character;
    starts[size++] = start;
  }

  int size() {
    return size;
  }

  char at(int index) {
    return characters[index];
  }

  /** Place in the original of the folded character; of the end for {@code size()}. */
  int start(int index) {
    return starts[index];
  }

  /** Whether the folded character is the first that its original character gave. */
  boolean startsOriginal(int index) {
    return index == 0 || index == size || starts[index] != starts[index - 1];
  }
}
