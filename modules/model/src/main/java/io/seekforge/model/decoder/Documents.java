package io.seekforge.model.decoder;

import io.seekforge.api.PackedSequence;
import java.util.Arrays;

/**
 * The documents side by side in the rows of one pass: document i has rows [start(i), end(i)), and
 * its first row stands at position past(i), after the rows that a cache already holds.
 */
public final class Documents {
  private final int[] starts;
  private final int[] past;
  private final int tokens;
  private final int[] positions;
  private final KeyValueCache[] caches;

  private Documents(int[] starts, int[] past, int tokens, KeyValueCache[] caches) {
    this.starts = starts;
    this.past = past;
    this.tokens = tokens;
    this.caches = caches;
    this.positions = new int[tokens];
    for (int i = 0; i < starts.length; i++) {
      for (int row = starts[i]; row < end(i); row++) {
        positions[row] = past[i] + row - starts[i];
      }
    }
  }

  /** The documents of a packed sequence; positions restart in each. */
  public static Documents of(PackedSequence sequence) {
    int[] starts = sequence.documentStarts();
    return new Documents(starts, new int[starts.length], sequence.length(), null);
  }

  /** Continuations: row counts of each document, whose earlier rows its cache holds. */
  public static Documents continuing(int[] lengths, KeyValueCache[] caches) {
    int[] starts = new int[lengths.length];
    int[] past = new int[lengths.length];
    int tokens = 0;
    for (int i = 0; i < lengths.length; i++) {
      starts[i] = tokens;
      past[i] = caches[i].length();
      tokens += lengths[i];
    }
    return new Documents(starts, past, tokens, caches);
  }

  /** Number of documents. */
  public int count() {
    return starts.length;
  }

  /** Number of rows. */
  public int tokens() {
    return tokens;
  }

  /** First row of a document. */
  public int start(int document) {
    return starts[document];
  }

  /** Row after the last of a document. */
  public int end(int document) {
    return document + 1 < starts.length ? starts[document + 1] : tokens;
  }

  /** Position of each row in its document. */
  public int[] positions() {
    return positions;
  }

  /** Rows of a document before those of this pass. */
  int past(int document) {
    return past[document];
  }

  /** Whether any document begins in this pass. */
  boolean anyFromStart() {
    return Arrays.stream(past).anyMatch(rows -> rows == 0);
  }

  /** One more than the highest position. */
  int span() {
    int span = 0;
    for (int i = 0; i < count(); i++) {
      span = Math.max(span, past[i] + end(i) - start(i));
    }
    return span;
  }

  /** What earlier passes kept of a document; null outside generation. */
  public KeyValueCache cache(int document) {
    return caches == null ? null : caches[document];
  }
}
