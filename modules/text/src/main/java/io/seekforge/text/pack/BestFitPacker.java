package io.seekforge.text.pack;

import io.seekforge.api.PackedSequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Best-fit-decreasing packing (Ding et al. 2024, "Fewer truncations improve language modeling",
 * section 3): documents in falling length, each into the fullest sequence that still has room. O(n
 * log n), deterministic.
 */
public final class BestFitPacker {
  private static final Comparator<TokenizedDocument> LONGEST_FIRST =
      Comparator.comparingInt(TokenizedDocument::length)
          .reversed()
          .thenComparing(TokenizedDocument::documentId);

  private final int sequenceLength;

  public BestFitPacker(int sequenceLength) {
    this.sequenceLength = sequenceLength;
  }

  /**
   * Packs documents, none longer than a sequence. Within a sequence the documents stand in the
   * order of their ids.
   *
   * @throws IllegalArgumentException if a document is longer than a sequence
   */
  public List<PackedSequence> pack(List<TokenizedDocument> documents) {
    List<List<TokenizedDocument>> bins = new ArrayList<>();
    TreeMap<Integer, Deque<List<TokenizedDocument>>> byRoom = new TreeMap<>();
    List<TokenizedDocument> sorted = new ArrayList<>(documents);
    sorted.sort(LONGEST_FIRST);
    for (TokenizedDocument document : sorted) {
      if (document.length() > sequenceLength) {
        throw new IllegalArgumentException(
            "Cannot pack " + document.documentId() + ": " + document.length() + " tokens");
      }
      place(document, bins, byRoom);
    }
    return bins.stream().map(BestFitPacker::sequence).toList();
  }

  private void place(
      TokenizedDocument document,
      List<List<TokenizedDocument>> bins,
      TreeMap<Integer, Deque<List<TokenizedDocument>>> byRoom) {
    Map.Entry<Integer, Deque<List<TokenizedDocument>>> fit = byRoom.ceilingEntry(document.length());
    List<TokenizedDocument> bin;
    int room;
    if (fit == null) {
      bin = new ArrayList<>();
      bins.add(bin);
      room = sequenceLength;
    } else {
      bin = fit.getValue().removeFirst();
      room = fit.getKey();
      if (fit.getValue().isEmpty()) {
        byRoom.remove(room);
      }
    }
    bin.add(document);
    byRoom.computeIfAbsent(room - document.length(), any -> new ArrayDeque<>()).addLast(bin);
  }

  private static PackedSequence sequence(List<TokenizedDocument> bin) {
    bin.sort(Comparator.comparing(TokenizedDocument::documentId));
    int length = bin.stream().mapToInt(TokenizedDocument::length).sum();
    int[] ids = new int[length];
    int[] labels = new int[length];
    int[] starts = new int[bin.size()];
    List<String> documentIds = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < bin.size(); i++) {
      TokenizedDocument document = bin.get(i);
      System.arraycopy(document.ids(), 0, ids, at, document.length());
      System.arraycopy(document.labels(), 0, labels, at, document.length());
      starts[i] = at;
      documentIds.add(document.documentId());
      at += document.length();
    }
    return new PackedSequence(ids, labels, starts, documentIds);
  }
}
