package io.seekforge.corpus.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.StageFolder;
import io.seekforge.corpus.LocalSpark;
import io.seekforge.corpus.near.Scratch;
import io.seekforge.text.embed.Vector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeadersTest {
  private static final double THRESHOLD = 0.9;
  private static final int DIMENSIONS = 12;
  private static final StructType SCHEMA =
      new StructType()
          .add("fresh", DataTypes.IntegerType)
          .add("trust", DataTypes.IntegerType)
          .add("rank", DataTypes.LongType)
          .add("id", DataTypes.StringType)
          .add("numbers", DataTypes.LongType)
          .add("vector", DataTypes.BinaryType);

  private record Item(int fresh, int trust, long rank, String id, long numbers, float[] vector) {
    Row row() {
      return RowFactory.create(fresh, trust, rank, id, numbers, Vector.bytes(vector));
    }
  }

  @TempDir private Path folder;

  /** One cluster in rounds of three leaders keeps what a plain loop over all keeps. */
  @Test
  void roundsKeepWhatALoopKeeps() {
    List<Item> items = items(300);
    SortedMap<String, Double> figures = new TreeMap<>();
    Map<String, String> found = drops(items, 1, 3, 4, figures);
    assertThat(found).isNotEmpty();
    assertThat(found.keySet()).isEqualTo(byLoop(items).keySet());
    assertThat(figures.get("semantic_rounds")).isGreaterThan(5);
    Map<String, String> whole = drops(items, 1, 1000, 4, figures);
    assertThat(whole).isEqualTo(byLoop(items));
    assertThat(figures).containsEntry("semantic_rounds", 1.0);
  }

  @Test
  void clustersAndDropsAreTheSameForAnyPartitions() {
    List<Item> items = items(300);
    SortedMap<String, Double> figures = new TreeMap<>();
    Map<String, String> once = drops(items, 6, 50, 1, figures);
    assertThat(figures).containsEntry("semantic_clusters", 6.0);
    assertThat(figures.get("largest_semantic_cluster")).isLessThan(300);
    SortedMap<String, Double> others = new TreeMap<>();
    assertThat(drops(items, 6, 50, 17, others)).isEqualTo(once);
    assertThat(others).isEqualTo(figures);
    // Clusters part few of what belongs together: these vectors lie around twenty directions.
    assertThat(once).hasSizeGreaterThan(byLoop(items).size() * 9 / 10);
  }

  private Map<String, String> drops(
      List<Item> items, int clusters, int most, int partitions, SortedMap<String, Double> figures) {
    SparkSession spark = LocalSpark.session();
    List<Row> rows = new ArrayList<>(items.stream().map(Item::row).toList());
    Collections.shuffle(rows, new Random(partitions));
    Dataset<Row> table = spark.createDataFrame(rows, SCHEMA).repartition(partitions);
    Map<String, String> drops = new TreeMap<>();
    try (Scratch scratch = new Scratch(spark, new StageFolder(folder.toString()))) {
      for (Row row :
          new Leaders(THRESHOLD, clusters, 7, most)
              .drops(table, items.size(), DIMENSIONS, scratch, figures)
              .collectAsList()) {
        assertThat(row.getDouble(3)).isBetween(THRESHOLD - 1e-5, 1.0);
        drops.put(row.getString(0), row.getString(1) + " " + row.getBoolean(2));
      }
    }
    return drops;
  }

  /** Each with the leader it is most like. */
  private static Map<String, String> byLoop(List<Item> items) {
    List<Item> sorted = new ArrayList<>(items);
    sorted.sort(
        Comparator.comparingInt(Item::fresh)
            .thenComparingInt(Item::trust)
            .thenComparingLong(Item::rank)
            .thenComparing(Item::id));
    List<Item> leaders = new ArrayList<>();
    Map<String, String> drops = new TreeMap<>();
    for (Item item : sorted) {
      Item best =
          leaders.stream()
              .filter(leader -> item.fresh == 1 && leader.numbers == item.numbers)
              .filter(leader -> Vector.dot(leader.vector, item.vector) >= THRESHOLD)
              .max(Comparator.comparingDouble(leader -> Vector.dot(leader.vector, item.vector)))
              .orElse(null);
      if (best == null) {
        leaders.add(item);
      } else {
        drops.put(item.id, best.id + " " + (best.fresh == 0));
      }
    }
    return drops;
  }

  /** Around twenty directions, near and less near. */
  private static List<Item> items(int count) {
    Random random = new Random(1);
    float[][] directions = new float[20][];
    for (int i = 0; i < directions.length; i++) {
      directions[i] = drawn(random, new float[DIMENSIONS], 1);
    }
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] vector = drawn(random, directions[i % 20].clone(), random.nextDouble() * 0.2);
      items.add(
          new Item(
              i % 10 == 0 ? 0 : 1,
              -random.nextInt(2),
              -random.nextInt(5),
              "%032x".formatted(random.nextLong()).replaceAll("^0+(?=.{16}$)", "")
                  + "0123456789abcdef",
              random.nextInt(4) == 0 ? 1 : 0,
              vector));
    }
    return items;
  }

  private static float[] drawn(Random random, float[] around, double width) {
    for (int i = 0; i < around.length; i++) {
      around[i] += (float) (width * random.nextGaussian());
    }
    return Vector.unit(around);
  }
}
