package io.seekforge.corpus.pack;

import io.seekforge.api.ContentHash;
import io.seekforge.api.PackedSequence;
import io.seekforge.text.pack.BestFitPacker;
import io.seekforge.text.pack.TokenizedDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Packs the pieces of one bucket after another and deals the sequences to shards so that every
 * shard gets nearly as many label tokens: in falling number of label tokens, forth and back over
 * the shards. Rows come sorted by bucket. Runs in tasks.
 */
final class PackTask implements MapPartitionsFunction<Row, Row> {
  static final String BUCKET = "bucket";

  private static final long serialVersionUID = 1L;

  private final int sequenceLength;
  private final int shards;
  private final long seed;

  PackTask(int sequenceLength, int shards, long seed) {
    this.sequenceLength = sequenceLength;
    this.shards = shards;
    this.seed = seed;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new BucketIterator(rows);
  }

  private Iterator<Row> deal(long bucket, List<TokenizedDocument> pieces) {
    List<PackedSequence> sequences =
        new ArrayList<>(new BestFitPacker(sequenceLength).pack(pieces));
    sequences.sort(
        Comparator.comparingInt(PackedSequence::labelTokens)
            .reversed()
            .thenComparing(sequence -> sequence.documentIds().get(0)));
    return IntStream.range(0, sequences.size())
        .mapToObj(i -> row(shardOf(bucket, i), sequences.get(i)))
        .iterator();
  }

  private int shardOf(long bucket, int index) {
    int round = index / shards;
    int place = index % shards;
    int forthAndBack = round % 2 == 0 ? place : shards - 1 - place;
    return (int) ((forthAndBack + bucket) % shards);
  }

  private Row row(int shard, PackedSequence sequence) {
    String order = ContentHash.fingerprint(seed, sequence.documentIds(), sequence.length());
    return RowFactory.create(
        shard,
        order,
        TokenRow.boxed(sequence.inputIds()),
        TokenRow.boxed(sequence.labels()),
        TokenRow.boxed(sequence.documentStarts()),
        sequence.documentIds().toArray(String[]::new));
  }

  /** Reads one bucket at a time, so that a task holds no more than one in memory. */
  private final class BucketIterator implements Iterator<Row> {
    private final Iterator<Row> rows;
    private Row ahead;
    private Iterator<Row> current = List.<Row>of().iterator();

    BucketIterator(Iterator<Row> rows) {
      this.rows = rows;
      this.ahead = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
      while (!current.hasNext() && ahead != null) {
        current = nextBucket();
      }
      return current.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return current.next();
    }

    private Iterator<Row> nextBucket() {
      long bucket = ahead.getLong(ahead.fieldIndex(BUCKET));
      List<TokenizedDocument> pieces = new ArrayList<>();
      while (ahead != null && ahead.getLong(ahead.fieldIndex(BUCKET)) == bucket) {
        pieces.add(TokenRow.document(ahead));
        ahead = rows.hasNext() ? rows.next() : null;
      }
      return deal(bucket, pieces);
    }
  }
}
