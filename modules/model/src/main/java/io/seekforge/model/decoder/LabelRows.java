package io.seekforge.model.decoder;

import io.seekforge.api.PackedSequence;
import java.util.Arrays;

/** The labels that count, and the row that predicts each: the one before, in the same document. */
record LabelRows(int[] rows, int[] labels, int count) {

  static LabelRows of(PackedSequence sequence) {
    int[] rows = new int[sequence.length()];
    int[] labels = new int[sequence.length()];
    int[] starts = sequence.documentStarts();
    int count = 0;
    for (int t = 0, document = 0; t < sequence.length(); t++) {
      if (document < starts.length && starts[document] == t) {
        document++;
      } else if (sequence.labels()[t] != PackedSequence.IGNORE) {
        rows[count] = t - 1;
        labels[count++] = sequence.labels()[t];
      }
    }
    return new LabelRows(rows, labels, count);
  }

  int[] rows(int from, int n) {
    return Arrays.copyOfRange(rows, from, from + n);
  }
}
