package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Document;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.DedupSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.SplitSection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SplitJobTest {
  private final SparkSession spark = LocalSpark.session();

  @Test
  void twinsNeverPartAndForcedSplitsHold(@TempDir Path folder) {
    List<Document> documents = new ArrayList<>();
    Random random = new Random(8);
    for (int pair = 0; pair < 150; pair++) {
      String words = words(random, 40);
      documents.add(document(words, "a" + pair));
      documents.add(document(words + " and one thing more", "b" + pair));
    }
    documents.set(0, documents.get(0).withSplit("test"));
    documents.set(2, documents.get(2).withSplit("test"));
    documents.set(3, documents.get(3).withSplit("train"));
    StageFolder input = new StageFolder(folder + "/in");
    StageFolder output = new StageFolder(folder + "/out");
    List<Row> rows = documents.stream().map(DocumentTable::row).toList();
    DocumentTable.write(spark.createDataFrame(rows, DocumentTable.SCHEMA), input.documents());
    StageCounts counts = new SplitJob().run(spark, recipe(), input, output);
    Map<String, String> splits =
        DocumentTable.read(spark, output.documents()).collectAsList().stream()
            .map(DocumentTable::document)
            .collect(Collectors.toMap(Document::key, Document::split));
    for (int pair = 0; pair < 150; pair++) {
      assertThat(splits.get("a" + pair)).isEqualTo(splits.get("b" + pair));
    }
    assertThat(splits.get("b0")).isEqualTo("test");
    assertThat(splits.get("b1")).isEqualTo("test");
    assertThat(counts.reasons()).isEqualTo(Map.of("rewrite_split_conflict", 1L));
    assertThat(counts.figures().get("documents_valid")).isBetween(15.0, 55.0);
    assertThat(counts.figures().get("largest_twin_component")).isEqualTo(2.0);
  }

  private static Document document(String text, String key) {
    return Document.collected(text, List.of(), "s", key, "f", 0, Map.of());
  }

  private static String words(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("w").append(random.nextInt(5000)).append(' ');
    }
    return text.toString();
  }

  private static Recipe recipe() {
    return new Recipe(
        "t",
        1,
        "work",
        null,
        null,
        null,
        new DedupSection(0.8, 5, 128, "longest"),
        null,
        new SplitSection(0.1, 0.1, 0.5),
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
