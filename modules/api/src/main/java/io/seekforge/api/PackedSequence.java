package io.seekforge.api;

import java.io.Serializable;
import java.util.List;

/**
 * One row of a packed shard: several documents side by side in one token sequence. Documents never
 * attend to each other. Format: {@code docs/spec/shards.md}.
 *
 * @param inputIds token ids, length T
 * @param labels the token at each position if it counts in the loss, else {@link #IGNORE}; not
 *     shifted: position t is predicted from positions before t of the same document, and the first
 *     position of a document never counts
 * @param documentStarts start offset of each document in this sequence, ascending, the first is 0;
 *     positions (for rotary embedding) restart at 0 at each
 * @param documentIds the id of the document at each start, same length as {@code documentStarts}
 */
public record PackedSequence(
    int[] inputIds, int[] labels, int[] documentStarts, List<String> documentIds)
    implements Serializable {
  /** Label of a position without loss, as in Hugging Face. */
  public static final int IGNORE = -100;

  public PackedSequence {
    if (inputIds.length != labels.length) {
      throw new IllegalArgumentException(
          "Invalid sequence: " + inputIds.length + " input ids but " + labels.length + " labels");
    }
    if (documentStarts.length == 0 || documentStarts[0] != 0) {
      throw new IllegalArgumentException("Invalid sequence: the first document must start at 0");
    }
    for (int i = 1; i < documentStarts.length; i++) {
      if (documentStarts[i] <= documentStarts[i - 1] || documentStarts[i] >= inputIds.length) {
        throw new IllegalArgumentException(
            "Invalid sequence: document start " + documentStarts[i] + " at index " + i);
      }
    }
    if (documentIds.size() != documentStarts.length) {
      throw new IllegalArgumentException(
          "Invalid sequence: "
              + documentStarts.length
              + " starts but "
              + documentIds.size()
              + " document ids");
    }
    documentIds = List.copyOf(documentIds);
  }

  /** A sequence that holds one document. */
  public static PackedSequence single(int[] inputIds, int[] labels, String documentId) {
    return new PackedSequence(inputIds, labels, new int[] {0}, List.of(documentId));
  }

  /** Number of tokens T. */
  public int length() {
    return inputIds.length;
  }

  /** Number of positions that count in the loss. */
  public int labelTokens() {
    int count = 0;
    for (int i = 0, next = 0; i < labels.length; i++) {
      boolean first = next < documentStarts.length && documentStarts[next] == i;
      if (first) {
        next++;
      } else if (labels[i] != IGNORE) {
        count++;
      }
    }
    return count;
  }
}
