package io.seekforge.text.paragraphs;

import io.seekforge.text.words.Characters;
import io.seekforge.text.words.Hash64;
import io.seekforge.text.words.LongSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds paragraphs (lines) that stood before in the texts seen so far or in the same text, with
 * dolma's spans (Soldaini et al.: Dolma, 2024; its deduper), but with exact 64-bit hashes in place
 * of a Bloom filter. The order of texts counts: the first occurrence stays. Not safe for threads.
 */
public final class RepeatedParagraphs {
  private final LongSet seen = new LongSet(1024);
  private final ParagraphGrams grams;

  private RepeatedParagraphs(ParagraphGrams grams) {
    this.grams = grams;
  }

  /** Whole paragraphs are compared. */
  public static RepeatedParagraphs whole() {
    return new RepeatedParagraphs(null);
  }

  /**
   * A paragraph is repeated if enough of its n-grams of words stood before; one with fewer than two
   * is compared as a whole.
   *
   * @param length words of an n-gram
   * @param stride words between the starts of two
   * @param overlap share of n-grams above which a paragraph is repeated; 1: all of them
   */
  public static RepeatedParagraphs byGrams(int length, int stride, double overlap) {
    return new RepeatedParagraphs(new ParagraphGrams(length, stride, overlap));
  }

  /** The repeated paragraphs of the next text, in order. */
  public List<Span> spans(String text) {
    List<Span> spans = new ArrayList<>();
    if (text.isEmpty()) {
      return spans;
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    int offset = 0;
    for (String paragraph : text.split("\n", -1)) {
      int start = offset;
      offset += Characters.count(paragraph);
      offset += offset < bytes - 1 ? 1 : 0; // dolma compares characters with bytes
      double score = score(paragraph);
      if (score > 0) {
        spans.add(new Span(start, offset, score));
      }
    }
    return spans;
  }

  /** The share of a paragraph that stood before, 0 if too little. */
  private double score(String paragraph) {
    return grams == null || grams.few(paragraph)
        ? repeated(Hash64.of(paragraph)) ? 1 : 0
        : grams.score(paragraph, this::repeated);
  }

  private boolean repeated(long hash) {
    return seen.add(hash) >= 0;
  }
}
