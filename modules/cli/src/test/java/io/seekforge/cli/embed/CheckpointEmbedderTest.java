package io.seekforge.cli.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.seekforge.text.embed.Vector;
import io.seekforge.training.resident.FolderModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

final class CheckpointEmbedderTest {
  private static final Path MODEL =
      Path.of("../../../shared/models/stories260K").toAbsolutePath().normalize();

  @Test
  void vectorsDependOnTheTextAlone() {
    assumeTrue(Files.isDirectory(MODEL), "no ../shared/models/stories260K beside the repository");
    List<Row> texts = new ArrayList<>();
    texts.add(RowFactory.create("story", "Once upon a time there was a little dog."));
    texts.add(RowFactory.create("again", "Once upon a time there was a little dog.\n"));
    texts.add(RowFactory.create("cat", "Once upon a time there was a big cat."));
    texts.add(RowFactory.create("law", "§ 7 (2) HGB i.V.m. Art. 3 EGHGB; 0x7F"));
    texts.add(RowFactory.create("long", "Lily and Tom went to the park. ".repeat(200)));
    texts.add(RowFactory.create("empty", " \n"));

    Map<String, float[]> once = vectors(texts, 1);
    Map<String, float[]> dealt = vectors(texts, 4);

    assertThat(once.keySet()).containsExactly("again", "cat", "law", "long", "story");
    once.forEach((id, vector) -> assertThat(dealt.get(id)).as(id).containsExactly(vector));
    float[] story = once.get("story");
    assertThat(Vector.dot(story, story)).isBetween(0.9999f, 1.0001f);
    assertThat(once.get("again")).containsExactly(story);
    assertThat(Vector.dot(story, once.get("cat")))
        .isLessThan(0.9999f)
        .isGreaterThan(Vector.dot(story, once.get("law")));
  }

  private static Map<String, float[]> vectors(List<Row> texts, int partitions) {
    Map<String, float[]> vectors = new TreeMap<>();
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()) {
      StructType schema =
          new StructType().add("id", DataTypes.StringType).add("text", DataTypes.StringType);
      Dataset<Row> table = spark.createDataFrame(texts, schema).repartition(partitions);
      CheckpointEmbedder embedder =
          new CheckpointEmbedder(FolderModel.of(MODEL.toString(), "fp32"), MODEL.toString(), 2000);
      for (Row row : embedder.vectors(table).collectAsList()) {
        if (!row.isNullAt(1)) {
          vectors.put(row.getString(0), Vector.of(row.getAs(1)));
        }
      }
    }
    return vectors;
  }
}
