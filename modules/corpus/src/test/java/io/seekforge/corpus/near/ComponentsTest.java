package io.seekforge.corpus.near;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.StageFolder;
import io.seekforge.corpus.LocalSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ComponentsTest {
  private static final StructType EDGES =
      new StructType().add("a", DataTypes.StringType).add("b", DataTypes.StringType);

  private final SparkSession spark = LocalSpark.session();
  @TempDir private Path folder;

  @Test
  void longChainsHubsAndRandomGraphsConverge() {
    List<Row> edges = new ArrayList<>();
    for (int i = 0; i < 100; i++) { // a path, one edge from each vertex, in no order
      edges.add(RowFactory.create(path(i), path(i + 1)));
    }
    for (int i = 1; i < 100; i++) {
      edges.add(RowFactory.create("hub", String.format("ray%03d", i)));
    }
    Random random = new Random(9);
    for (int i = 0; i < 300; i++) {
      edges.add(RowFactory.create(vertex(random), vertex(random)));
    }
    Collections.shuffle(edges, random);

    Map<String, String> expected = expected(edges);
    assertThat(found(edges, 1, Long.MAX_VALUE)).isEqualTo(expected);
    assertThat(found(edges, 7, Long.MAX_VALUE)).isEqualTo(expected);
    assertThat(found(edges, 7, 0)).isEqualTo(expected);
  }

  private Map<String, String> found(List<Row> edges, int partitions, long mostInATask) {
    Dataset<Row> table = spark.createDataFrame(edges, EDGES).repartition(partitions);
    Map<String, String> found = new HashMap<>();
    try (Scratch scratch = new Scratch(spark, new StageFolder(folder.toString()))) {
      Components.of(table, scratch, mostInATask)
          .collectAsList()
          .forEach(row -> found.put(row.getString(0), row.getString(1)));
    }
    return found;
  }

  @Test
  void noEdgesNoComponents() {
    assertThat(found(List.of(), 1, 0)).isEmpty();
  }

  private static String path(int i) {
    return "path" + (i * 7919L % 101);
  }

  private static String vertex(Random random) {
    return "v" + random.nextInt(500);
  }

  /** Components by plain relaxation, without the self-loops' vertices that have no other edge. */
  private static Map<String, String> expected(List<Row> edges) {
    Map<String, String> labels = new HashMap<>();
    for (Row edge : edges) {
      if (!edge.getString(0).equals(edge.getString(1))) {
        labels.put(edge.getString(0), edge.getString(0));
        labels.put(edge.getString(1), edge.getString(1));
      }
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Row edge : edges) {
        String a = labels.getOrDefault(edge.getString(0), "");
        String b = labels.getOrDefault(edge.getString(1), "");
        if (!a.equals(b)) {
          String least = a.compareTo(b) < 0 ? a : b;
          labels.put(edge.getString(0), least);
          labels.put(edge.getString(1), least);
          changed = true;
        }
      }
    }
    return labels;
  }
}
