package io.seekforge.text.words;

import java.util.Arrays;

/**
 * The tokens of a text for comparisons, as 64-bit hashes: words of scripts with spaces, single
 * characters of scripts without, after folding of case and width; punctuation and white space
 * separate and are gone. One stream serves mixed text: "感染COVID-19" is 感, 染, covid, 19.
 */
public final class FoldedTokens {
  private static final int START = 64;

  private final boolean placed;
  private final String folded;
  private long[] hashes = new long[START];
  private int[] starts = new int[0];
  private int[] ends = new int[0];
  private int size;

  private FoldedTokens(String folded, boolean placed) {
    this.folded = folded;
    this.placed = placed;
  }

  /** Hashes of the tokens of a text, in order. */
  public static long[] of(String text) {
    return read(text, false).hashes();
  }

  /** The tokens of a text with their places in the folded text. */
  public static FoldedTokens placed(String text) {
    return read(text, true);
  }

  private static FoldedTokens read(String text, boolean placed) {
    FoldedTokens tokens = new FoldedTokens(FoldedText.fold(text), placed);
    tokens.read();
    return tokens;
  }

  /** Hashes of the tokens, in order. */
  public long[] hashes() {
    return Arrays.copyOf(hashes, size);
  }

  /** The folded text from the first token of a range to its last; only of placed tokens. */
  public String text(int from, int to) {
    return from < to ? folded.substring(starts[from], ends[to - 1]) : "";
  }

  private void read() {
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
        add(wordStart, i);
        wordStart = -1;
      }
      if (single) {
        add(i, i + width);
      }
    }
    if (wordStart >= 0) {
      add(wordStart, folded.length());
    }
  }

  private void add(int start, int end) {
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, size * 2);
    }
    if (placed) {
      if (size >= starts.length) {
        starts = Arrays.copyOf(starts, hashes.length);
        ends = Arrays.copyOf(ends, hashes.length);
      }
      starts[size] = start;
      ends[size] = end;
    }
    hashes[size++] = Hash64.of(folded, start, end);
  }
}
