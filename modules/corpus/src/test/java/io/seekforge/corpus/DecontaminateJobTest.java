package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Document;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.DecontaminateSection;
import io.seekforge.api.recipe.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DecontaminateJobTest {
  private static final String CASE =
      "A 45-year-old woman has had wheezing and tightness of the chest for 3 days. Name the diagnosis now.";

  private final SparkSession spark = LocalSpark.session();

  @Test
  void onlyTheQuotingDocumentGoes(@TempDir Path folder) {
    Document exam = document(CASE, "exam").withSplit("test");
    Document leak = document("Lecture notes. " + CASE + " Thanks for coming.", "leak");
    Document other =
        document("A 61-year-old farmer has had gout for 9 days. Name the diagnosis now.", "other");
    StageFolder input = new StageFolder(folder + "/in");
    StageFolder output = new StageFolder(folder + "/out");
    List<Row> rows =
        List.of(exam, leak.withSplit("train"), other.withSplit("train")).stream()
            .map(DocumentTable::row)
            .toList();
    DocumentTable.write(spark.createDataFrame(rows, DocumentTable.SCHEMA), input.documents());
    StageCounts counts = new DecontaminateJob().run(spark, recipe(), input, output);
    assertThat(counts.reasons()).isEqualTo(Map.of("contaminated", 1L));
    assertThat(
            DocumentTable.read(spark, output.documents())
                .select("key")
                .as(org.apache.spark.sql.Encoders.STRING())
                .collectAsList())
        .containsExactlyInAnyOrder("exam", "other");
    Row entry = LedgerTable.read(spark, output.ledger()).first();
    assertThat(LedgerTable.entry(entry).documentId()).isEqualTo(leak.id());
    assertThat(LedgerTable.entry(entry).duplicateOf()).isEqualTo(exam.id());
    assertThat(LedgerTable.entry(entry).value()).isEqualTo("1.0000");
  }

  private static Document document(String text, String key) {
    return Document.collected(text, List.of(), "s", key, "f", 0, Map.of());
  }

  private static Recipe recipe() {
    return new Recipe(
        "t",
        1,
        "work",
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        new DecontaminateSection(13, 0.5),
        null,
        null,
        null,
        null,
        null);
  }
}
