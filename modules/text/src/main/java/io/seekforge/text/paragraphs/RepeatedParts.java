package io.seekforge.text.paragraphs;

import io.seekforge.text.words.Characters;
import io.seekforge.text.words.FoldedText;
import io.seekforge.text.words.Hash64;
import io.seekforge.text.words.LongSet;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lines or paragraphs of a text that stand twice, in it or elsewhere: menus, notices, signatures.
 * Two are equal once case, width and white space are folded, as in exact deduplication.
 *
 * @param byParagraph whether parts are paragraphs, between blank lines, and not lines
 * @param minChars shortest part that counts, in characters once folded; shorter ones are never
 *     taken out
 */
public record RepeatedParts(boolean byParagraph, int minChars) implements Serializable {
  private record Part(int start, int end) {}

  /**
   * A text without what is repeated.
   *
   * @param text what is left
   * @param parts number of parts taken out
   * @param share of the text's characters that was taken out, from 0 to 1
   */
  public record Rest(String text, int parts, double share) {}

  /** Hashes of the parts that count, each once, in no order. */
  public long[] hashes(String text) {
    return parts(text).stream()
        .map(part -> folded(text, part))
        .filter(this::counts)
        .mapToLong(Hash64::of)
        .distinct()
        .toArray();
  }

  /**
   * Takes out parts that stood before in the same text, and those that stand elsewhere.
   *
   * @param elsewhere hashes of the latter, sorted
   */
  public Rest without(String text, long[] elsewhere) {
    StringBuilder rest = new StringBuilder(text.length());
    LongSet seen = new LongSet(64);
    int removed = 0;
    for (Part part : parts(text)) {
      String folded = folded(text, part);
      long hash = Hash64.of(folded);
      boolean repeated =
          counts(folded) && (seen.add(hash) >= 0 || Arrays.binarySearch(elsewhere, hash) >= 0);
      removed += repeated ? 1 : 0;
      rest.append(text, part.start(), repeated ? part.start() : part.end());
    }
    double share = text.isEmpty() ? 0 : 1 - (double) rest.length() / text.length();
    return removed == 0 ? new Rest(text, 0, 0) : new Rest(rest.toString(), removed, share);
  }

  private static String folded(String text, Part part) {
    return FoldedText.collapse(text.substring(part.start(), part.end()));
  }

  private boolean counts(String folded) {
    return Characters.count(folded) >= minChars;
  }

  /** Parts in order, each with the line feeds behind it. */
  private List<Part> parts(String text) {
    List<Part> parts = new ArrayList<>();
    boolean blankBefore = false;
    int start = 0;
    int line = 0;
    while (line < text.length()) {
      int feed = text.indexOf('\n', line);
      int end = feed < 0 ? text.length() : feed + 1;
      boolean blank = Characters.strip(text.substring(line, end)).isEmpty();
      if (line > start && (!byParagraph || (blankBefore && !blank))) {
        parts.add(new Part(start, line));
        start = line;
      }
      blankBefore = blank;
      line = end;
    }
    if (start < text.length()) {
      parts.add(new Part(start, text.length()));
    }
    return parts;
  }
}
