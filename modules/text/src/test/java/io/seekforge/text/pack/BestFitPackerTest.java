package io.seekforge.text.pack;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.PackedSequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BestFitPackerTest {
  @Test
  void everyTokenIsKeptAndNothingOverflows() {
    List<TokenizedDocument> documents = documents(500, 64);
    List<PackedSequence> packed = new BestFitPacker(64).pack(documents);
    assertThat(packed).allMatch(sequence -> sequence.length() <= 64);
    assertThat(packed.stream().flatMap(sequence -> sequence.documentIds().stream()))
        .hasSize(500)
        .doesNotHaveDuplicates();
    int tokens = documents.stream().mapToInt(TokenizedDocument::length).sum();
    assertThat(packed.stream().mapToInt(PackedSequence::length).sum()).isEqualTo(tokens);
    double fill = tokens / (64.0 * packed.size());
    assertThat(fill).isGreaterThan(0.97);
  }

  @Test
  void orderOfInputDoesNotMatter() {
    List<TokenizedDocument> documents = documents(200, 32);
    List<PackedSequence> packed = new BestFitPacker(32).pack(documents);
    Collections.shuffle(documents, new Random(1));
    List<PackedSequence> again = new BestFitPacker(32).pack(documents);
    assertThat(again.stream().map(PackedSequence::documentIds).toList())
        .isEqualTo(packed.stream().map(PackedSequence::documentIds).toList());
  }

  @Test
  void piecesHoldEveryTokenAndStartWithoutLabel() {
    TokenizedDocument document = document("d", 25);
    List<TokenizedDocument> pieces = document.pieces(10);
    assertThat(pieces.stream().mapToInt(TokenizedDocument::length)).containsExactly(10, 10, 5);
    assertThat(pieces).allMatch(piece -> piece.labels()[0] == PackedSequence.IGNORE);
  }

  private static List<TokenizedDocument> documents(int count, int longest) {
    Random random = new Random(5);
    List<TokenizedDocument> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      documents.add(document(String.format("%05d", i), 2 + random.nextInt(longest - 1)));
    }
    return documents;
  }

  private static TokenizedDocument document(String id, int length) {
    int[] ids = new int[length];
    java.util.Arrays.fill(ids, 7);
    int[] labels = ids.clone();
    labels[0] = PackedSequence.IGNORE;
    return new TokenizedDocument(id, ids, labels);
  }
}
