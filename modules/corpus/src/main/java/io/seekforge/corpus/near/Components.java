package io.seekforge.corpus.near;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.seekforge.api.SeekforgeException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Connected components. Edges shrink to forests inside their partitions; what is left of an
 * ordinary corpus fits one task, whose union-find is right by construction. More than that settles
 * by spreading the smallest id in rounds: every vertex, and the vertex that is its label, takes the
 * smallest label among its neighbours, and then its label's label (hooking and pointer jumping of
 * Shiloach and Vishkin 1982, as arranged in FastSV by Zhang, Azad and Hu 2020), so that the number
 * of rounds grows with the logarithm of the diameter. The labels are right when a round changes
 * none: then all neighbours agree, and the smallest vertex of a component never leaves its own id.
 */
public final class Components {
  public static final String ID = "id";
  public static final String COMPONENT = "component";

  private static final String NEIGHBOUR = "neighbour";
  private static final String BEFORE = "before";
  private static final String PARENT = "parent";
  private static final Column UNKNOWN = lit(null).cast("string");
  private static final int MOST_ROUNDS = 100;
  private static final int PARTITION_VERTICES = 200_000;

  /** Edges of a forest that one task may hold: about 400 MB. */
  private static final long MOST_IN_A_TASK = 2_000_000;

  private static final Encoder<Row> EDGES =
      Encoders.row(new StructType().add(ID, StringType).add(NEIGHBOUR, StringType));

  private Components() {}

  /**
   * The component of every vertex that has an edge to another.
   *
   * @param edges two columns of ids, in any direction and order, repeats allowed
   * @return {@code id}, {@code component}: the smallest id of the component; a scratch table
   */
  public static Dataset<Row> of(Dataset<Row> edges, Scratch scratch) {
    return of(edges, scratch, MOST_IN_A_TASK);
  }

  static Dataset<Row> of(Dataset<Row> edges, Scratch scratch, long mostInATask) {
    Dataset<Row> forest = scratch.keep(edges.mapPartitions(new Forest(PARTITION_VERTICES), EDGES));
    return forest.count() <= mostInATask
        ? scratch.keep(inOneTask(forest))
        : inRounds(forest, scratch);
  }

  private static Dataset<Row> inOneTask(Dataset<Row> forest) {
    return forest
        .coalesce(1)
        .mapPartitions(new Forest(Integer.MAX_VALUE), EDGES)
        .flatMap((FlatMapFunction<Row, Row>) Components::memberAndRoot, EDGES)
        .toDF(ID, COMPONENT)
        .distinct();
  }

  private static Iterator<Row> memberAndRoot(Row edge) {
    Row root = RowFactory.create(edge.getString(1), edge.getString(1));
    return List.of(edge, root).iterator();
  }

  private static Dataset<Row> inRounds(Dataset<Row> forest, Scratch scratch) {
    Dataset<Row> neighbours =
        scratch.keep(forest.union(forest.select(col(NEIGHBOUR), col(ID))).distinct());
    Dataset<Row> labels = neighbours.select(col(ID), col(ID).as(COMPONENT)).distinct();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Dataset<Row> next = scratch.keep(round(labels, neighbours));
      labels = next.drop(BEFORE);
      if (next.where(col(COMPONENT).notEqual(col(BEFORE))).isEmpty()) {
        return labels;
      }
    }
    throw new SeekforgeException(
        "Cannot find components: labels still change after " + MOST_ROUNDS + " rounds");
  }

  /** Columns id, before, component. */
  private static Dataset<Row> round(Dataset<Row> labels, Dataset<Row> neighbours) {
    Dataset<Row> proposed =
        neighbours
            .join(labels, ID)
            .select(col(NEIGHBOUR).as(ID), UNKNOWN.as(BEFORE), col(COMPONENT));
    Dataset<Row> hooked =
        smallest(labels.select(col(ID), col(COMPONENT).as(BEFORE), col(COMPONENT)).union(proposed));
    Dataset<Row> roots = hooked.select(col(BEFORE).as(ID), UNKNOWN.as(BEFORE), col(COMPONENT));
    Dataset<Row> parents = smallest(hooked.union(roots)).withColumnRenamed(COMPONENT, PARENT);
    Dataset<Row> grandparents = parents.select(col(ID).as(PARENT), col(PARENT).as(COMPONENT));
    return parents.join(grandparents, PARENT).select(ID, BEFORE, COMPONENT);
  }

  private static Dataset<Row> smallest(Dataset<Row> labels) {
    return labels.groupBy(ID).agg(max(BEFORE).as(BEFORE), min(COMPONENT).as(COMPONENT));
  }
}
