package io.seekforge.corpus.near;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.StageFolder;
import io.seekforge.corpus.LocalSpark;
import io.seekforge.text.minhash.Banding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** News articles with planted copies: all true pairs are found, no other. */
final class SharedNearDuplicatesTest {
  private static final StructType TEXTS =
      new StructType().add("id", DataTypes.StringType).add("text", DataTypes.StringType);

  @Test
  void thousandArticles(@TempDir Path folder) throws IOException {
    Path articles = shared("data/near-duplicates/articles/articles_1000.train");
    Path truth = shared("data/near-duplicates/articles/articles_1000.truth");
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(articles)) {
      int gap = line.indexOf(' ');
      rows.add(RowFactory.create(line.substring(0, gap), line.substring(gap + 1)));
    }
    SparkSession spark = LocalSpark.session();
    Set<String> found = new TreeSet<>();
    try (Scratch scratch = new Scratch(spark, new StageFolder(folder.toString()))) {
      Dataset<Row> sets = scratch.keep(ShingleSets.of(spark.createDataFrame(rows, TEXTS), 5));
      Banding banding = Banding.forThreshold(0.5, 128);
      NearPairs.measured(NearPairs.candidates(sets, 0.5, banding, 42), sets)
          .where("jaccard >= 0.5")
          .collectAsList()
          .forEach(pair -> found.add(pair.getString(0) + " " + pair.getString(1)));
    }
    Set<String> expected = new TreeSet<>();
    for (String line : Files.readAllLines(truth)) {
      String[] ids = line.split(" ");
      boolean ordered = ids[0].compareTo(ids[1]) < 0;
      expected.add(ordered ? line : ids[1] + " " + ids[0]);
    }
    assertThat(expected).hasSize(10);
    assertThat(found).isEqualTo(expected);
  }

  private static Path shared(String relative) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared").resolve(relative);
      if (Files.exists(candidate)) {
        return candidate;
      }
    }
    Assumptions.assumeTrue(false, "skipped: ../shared/" + relative + " is not here");
    throw new IllegalStateException("unreachable");
  }
}
