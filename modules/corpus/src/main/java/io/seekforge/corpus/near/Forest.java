package io.seekforge.corpus.near;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Shrinks the edges of a partition to forests that connect the same vertices, so that the rounds
 * over all partitions have less to move: each vertex that is not the smallest of its tree points to
 * the smallest. When a forest has too many vertices it is given out and a new one begun, so that
 * memory is bounded.
 */
final class Forest implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final int mostVertices;

  Forest(int mostVertices) {
    this.mostVertices = mostVertices;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> edges) {
    return new Edges(edges);
  }

  private final class Edges implements Iterator<Row> {
    private final Iterator<Row> edges;
    private final UnionFind sets = new UnionFind();
    private final Deque<Row> ready = new ArrayDeque<>();

    private Edges(Iterator<Row> edges) {
      this.edges = edges;
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && edges.hasNext()) {
        grow();
        giveOut();
      }
      return !ready.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }

    private void grow() {
      while (edges.hasNext() && sets.size() < mostVertices) {
        Row edge = edges.next();
        sets.join(edge.getString(0), edge.getString(1));
      }
    }

    private void giveOut() {
      for (String id : sets.ids()) {
        String root = sets.root(id);
        if (!root.equals(id)) {
          ready.add(RowFactory.create(id, root));
        }
      }
      sets.clear();
    }
  }
}
