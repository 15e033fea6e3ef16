package io.seekforge.corpus.near;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Pairs of documents that share a bucket, from rows sorted by bucket. Each member is paired with
 * the bucket's first member and with the {@value #WINDOW} members before it, so that a small bucket
 * gives all its pairs and a giant one a chain: its pairs grow linearly, memory does not grow at
 * all. Inside a bucket members are sorted by the key of their next band, so that those who share
 * more than this bucket stand side by side in the chain.
 */
final class BucketPairs implements MapPartitionsFunction<Row, Row> {
  static final int WINDOW = 16;

  private static final long serialVersionUID = 1L;

  private final double leastSizeRatio;

  /**
   * @param leastSizeRatio ratio of set sizes below which two sets cannot reach the wanted
   *     similarity, since J(A, B) is at most |smaller| / |larger|
   */
  BucketPairs(double leastSizeRatio) {
    this.leastSizeRatio = leastSizeRatio;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> members) {
    return new Pairs(members);
  }

  /** One member of a bucket. */
  private record Member(String id, int size) {}

  private final class Pairs implements Iterator<Row> {
    private final Iterator<Row> members;
    private final Deque<Member> window = new ArrayDeque<>();
    private final Deque<Row> ready = new ArrayDeque<>();
    private long bucket;
    private Member first;

    private Pairs(Iterator<Row> members) {
      this.members = members;
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && members.hasNext()) {
        accept(members.next());
      }
      return !ready.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new java.util.NoSuchElementException();
      }
      return ready.remove();
    }

    private void accept(Row row) {
      Member member = new Member(row.getString(Bands.ID), row.getInt(Bands.SIZE));
      if (first == null || bucket != row.getLong(Bands.KEY)) {
        bucket = row.getLong(Bands.KEY);
        first = member;
        window.clear();
      } else {
        partners().forEach(partner -> pair(partner, member));
      }
      window.addLast(member);
      if (window.size() > WINDOW) {
        window.removeFirst();
      }
    }

    private List<Member> partners() {
      List<Member> partners = new ArrayList<>(window);
      if (!window.contains(first)) {
        partners.add(first);
      }
      return partners;
    }

    private void pair(Member a, Member b) {
      double ratio = (double) Math.min(a.size, b.size) / Math.max(a.size, b.size);
      if (ratio >= leastSizeRatio) {
        boolean ordered = a.id.compareTo(b.id) < 0;
        ready.add(ordered ? RowFactory.create(a.id, b.id) : RowFactory.create(b.id, a.id));
      }
    }
  }
}
