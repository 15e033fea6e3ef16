package io.seekforge.text.terms;

import com.ibm.icu.text.Normalizer2;
import java.util.Arrays;

/**
 * A text folded by case and width, one code point at a time, with the place in the original of
 * every folded character: folding changes lengths ("㎎" is two letters, "²" becomes "2"), and a
 * replacement must know where it stands.
 */
final class FoldedCharacters {
  private static final Normalizer2 FOLD = Normalizer2.getNFKCCasefoldInstance();

  private char[] characters;
  private int[] starts;
  private int size;

  private FoldedCharacters(int capacity) {
    characters = new char[capacity];
    starts = new int[capacity + 1];
  }

  static FoldedCharacters of(String text) {
    FoldedCharacters folded = new FoldedCharacters(text.length() + 8);
    int width;
    for (int i = 0; i < text.length(); i += width) {
      int codePoint = text.codePointAt(i);
      width = Character.charCount(codePoint);
      if (codePoint < 128) {
        folded.add(Character.toLowerCase((char) codePoint), i);
      } else {
        String replaced = FOLD.normalize(text.substring(i, i + width));
        for (int j = 0; j < replaced.length(); j++) {
          folded.add(replaced.charAt(j), i);
        }
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
