package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.Recipe;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One document many times over, and one set of shingles many times over: neither is compared with
 * itself, candidates are as many as records.
 */
final class GiantBucketTest {
  private static final int EQUAL = Integer.getInteger("seekforge.test.equal", 20_000);
  private static final String MARKS = "!?.,;:";
  private static final String TEXT =
      "This page has moved. Please update your bookmarks and follow the link below to the new site.";

  @Test
  void equalDocumentsAndEqualShinglesAreOneToTheBands(@TempDir Path folder) {
    SparkSession spark = LocalSpark.session();
    StageFolder input = new StageFolder(folder.resolve("in").toString());
    StageFolder output = new StageFolder(folder.resolve("out").toString());
    Dataset<Row> documents =
        spark
            .range(2L * EQUAL)
            .as(Encoders.LONG())
            .map((MapFunction<Long, Row>) GiantBucketTest::row, DocumentTable.ENCODER);
    documents.write().parquet(input.documents());
    Recipe recipe = new Recipes().build();

    StageCounts counts = new DedupJob().run(spark, recipe, input, output);

    assertThat(counts.kept()).isEqualTo(1);
    assertThat(counts.dropped()).isEqualTo(2L * EQUAL - 1);
    assertThat(counts.reasons())
        .isEqualTo(Map.of("exact_duplicate", (long) EQUAL - 1, "minhash_duplicate", (long) EQUAL));
    assertThat(counts.figures().get("candidate_pairs")).isLessThanOrEqualTo(EQUAL);
  }

  /** Half of the texts are equal, the other half differ in punctuation only. */
  private static Row row(long number) {
    String text = number % 2 == 0 ? TEXT : TEXT + marks(number / 2);
    return DocumentTable.row(Stage.plain("s", Long.toString(number), text, Map.of()));
  }

  /** A number in digits that are marks. */
  private static String marks(long number) {
    StringBuilder marks = new StringBuilder();
    for (long rest = number; rest >= 0; rest = rest / MARKS.length() - 1) {
      marks.append(MARKS.charAt((int) (rest % MARKS.length())));
    }
    return marks.toString();
  }
}
