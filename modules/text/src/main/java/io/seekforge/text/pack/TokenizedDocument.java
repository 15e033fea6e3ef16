package io.seekforge.text.pack;

import io.seekforge.api.PackedSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A document as tokens.
 *
 * @param documentId the document
 * @param ids token ids
 * @param labels the token where it counts in the loss, else {@link PackedSequence#IGNORE}; never at
 *     the first position
 */
public record TokenizedDocument(String documentId, int[] ids, int[] labels) {
  public int length() {
    return ids.length;
  }

  /** Number of positions that count in the loss. */
  public int labelTokens() {
    int count = 0;
    for (int label : labels) {
      count += label == PackedSequence.IGNORE ? 0 : 1;
    }
    return count;
  }

  /** The first {@code length} tokens. */
  public TokenizedDocument cut(int length) {
    return slice(0, Math.min(length, ids.length));
  }

  /**
   * Pieces of at most {@code length} tokens that together hold every token; a last piece of one
   * token joins nothing and is left out.
   */
  public List<TokenizedDocument> pieces(int length) {
    List<TokenizedDocument> pieces = new ArrayList<>();
    for (int from = 0; from < ids.length; from += length) {
      TokenizedDocument piece = slice(from, Math.min(from + length, ids.length));
      if (piece.length() > 1) {
        pieces.add(piece);
      }
    }
    return pieces;
  }

  private TokenizedDocument slice(int from, int to) {
    int[] piece = Arrays.copyOfRange(labels, from, to);
    piece[0] = PackedSequence.IGNORE;
    return new TokenizedDocument(documentId, Arrays.copyOfRange(ids, from, to), piece);
  }
}
