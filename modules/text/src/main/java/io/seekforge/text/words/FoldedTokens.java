package io.seekforge.text.words;

import java.util.Arrays;

/**
 * The tokens of a text for comparisons, as 64-bit hashes: words of scripts with spaces, single
 * characters of scripts without, after folding of case and width; punctuation and white space
 * separate and are gone. One stream serves mixed text: "感染COVID-19" is 感, 染, covid, 19.
 */
public final class FoldedTokens {
  private static final int START = 64;

  private long[] hashes = new long[START];
  private int size;

  private FoldedTokens() {}

  /** Hashes of the tokens of a text, in order. */
  public static long[] of(String text) {
    FoldedTokens tokens = new FoldedTokens();
    tokens.read(FoldedText.fold(text));
    return Arrays.copyOf(tokens.hashes, tokens.size);
  }

  private void read(String folded) {
    int wordStart = -1;
    int width;
    for (int i = 0; i < folded.length(); i += width) {
      int c = folded.codePointAt(i);
      width = Character.charCount(c);
      boolean single = Characters.unspaced(c);
      boolean inWord = !single && Characters.wordPart(c);
      if (inWord) {
        wordStart = wordStart < 0 ? i : wordStart;
        continue;
      }
      if (wordStart >= 0) {
        add(folded, wordStart, i);
        wordStart = -1;
      }
      if (single) {
        add(folded, i, i + width);
      }
    }
    if (wordStart >= 0) {
      add(folded, wordStart, folded.length());
    }
  }

  private void add(String folded, int start, int end) {
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, size * 2);
    }
    hashes[size++] = Hash64.of(folded, start, end);
  }
}
