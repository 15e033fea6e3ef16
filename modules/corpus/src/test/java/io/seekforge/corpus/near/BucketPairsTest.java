package io.seekforge.corpus.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

final class BucketPairsTest {
  /** Half a million members of one bucket: a chain, streamed, with 17 pairs a member. */
  @Test
  void pairsOfAGiantBucketGrowLinearly() {
    int members = 500_000;
    Iterator<Row> rows =
        IntStream.range(0, members)
            .mapToObj(i -> RowFactory.create(1L, (long) i, 10, Integer.toString(i)))
            .iterator();
    long pairs = 0;
    for (Iterator<Row> found = new BucketPairs(0.8).call(rows); found.hasNext(); found.next()) {
      pairs++;
    }
    int window = BucketPairs.WINDOW;
    long expected = LongStream.range(0, members).map(i -> Math.min(i, window + 1)).sum();
    assertThat(pairs).isEqualTo(expected).isLessThan((window + 1L) * members);
  }
}
