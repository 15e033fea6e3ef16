package io.seekforge.corpus.semantic;

import io.seekforge.text.embed.Vector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Compares documents with the better ones of their cluster, from rows sorted by cluster and rank. A
 * document that is like none kept so far is kept and becomes a leader that all after it are
 * compared with. A task holds a bounded number of leaders: once it is reached, documents that are
 * like none of them stay open for another round.
 */
final class LeaderRound implements MapPartitionsFunction<Row, Row> {
  static final int CLUSTER = 0;
  static final int FRESH = 1;
  static final int ID = 4;
  static final int NUMBERS = 5;
  static final int VECTOR = 6;

  /** What is compared: sorted by all but the last two. */
  static final StructType CANDIDATES =
      new StructType()
          .add("cluster", DataTypes.IntegerType)
          .add("fresh", DataTypes.IntegerType) // 0: there already, 1: of this corpus
          .add("trust", DataTypes.IntegerType)
          .add("rank", DataTypes.LongType)
          .add("id", DataTypes.StringType)
          .add("numbers", DataTypes.LongType)
          .add("vector", DataTypes.BinaryType);

  /** What became of it: its leader, or that it is open; the vector only of open ones. */
  static final Encoder<Row> ENCODER =
      Encoders.row(
          CANDIDATES
              .add("leader", DataTypes.StringType)
              .add("against", DataTypes.BooleanType)
              .add("cosine", DataTypes.DoubleType)
              .add("open", DataTypes.BooleanType));

  /** Rounding of sums must not tell equal vectors apart. */
  private static final float SLACK = 1e-6f;

  private static final long serialVersionUID = 1L;

  private final float threshold;
  private final int mostLeaders;

  /**
   * @param mostLeaders of a cluster that a task holds
   */
  LeaderRound(double threshold, int mostLeaders) {
    this.threshold = (float) threshold - SLACK;
    this.mostLeaders = mostLeaders;
  }

  private record Leader(String id, boolean known, long numbers, float[] vector) {}

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Decisions(rows);
  }

  private final class Decisions implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final List<Leader> leaders = new ArrayList<>();
    private int cluster = -1;

    private Decisions(Iterator<Row> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public Row next() {
      Row row = rows.next();
      if (row.getInt(CLUSTER) != cluster) {
        cluster = row.getInt(CLUSTER);
        leaders.clear();
      }
      boolean known = row.getInt(FRESH) == 0;
      float[] vector = Vector.of(row.getAs(VECTOR));
      Leader nearest = null;
      float cosine = threshold;
      // What is there already stays, so it is compared with nothing.
      for (int i = 0; i < leaders.size() && !known; i++) {
        Leader leader = leaders.get(i);
        float found =
            leader.numbers == row.getLong(NUMBERS) ? Vector.dot(leader.vector, vector) : -1;
        if (found > cosine || nearest == null && found >= cosine) {
          nearest = leader;
          cosine = found;
        }
      }
      if (nearest != null) {
        return decided(row, nearest.id, nearest.known, Math.min(cosine, 1.0));
      }
      if (leaders.size() == mostLeaders) {
        return open(row);
      }
      leaders.add(new Leader(row.getString(ID), known, row.getLong(NUMBERS), vector));
      return decided(row, null, false, null);
    }

    private Row decided(Row row, String leader, boolean against, Double cosine) {
      return row(row, null, leader, against, cosine, false);
    }

    private Row open(Row row) {
      return row(row, row.getAs(VECTOR), null, false, null, true);
    }

    private Row row(
        Row row, byte[] vector, String leader, boolean against, Double cosine, boolean open) {
      return RowFactory.create(
          row.getInt(CLUSTER),
          row.getInt(FRESH),
          row.getInt(2),
          row.getLong(3),
          row.getString(ID),
          row.getLong(NUMBERS),
          vector,
          leader,
          against,
          cosine,
          open);
    }
  }
}
