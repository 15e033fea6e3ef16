package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Document;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.DecontaminateSection;
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
    StageCounts counts = new DecontaminateJob().run(spark, new Recipes().build(), input, output);
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
    Row audit = AuditTable.read(spark, output.child("audit")).first();
    assertThat(audit.<String>getAs(AuditTable.DOCUMENT_ID)).isEqualTo(leak.id());
    assertThat(audit.<String>getAs(AuditTable.VERDICT)).isEqualTo("whole");
    assertThat(audit.<String>getAs(AuditTable.MATCHED)).startsWith("a 45-year-old woman");
    assertThat(counts.figures()).containsEntry("audit_whole", 1.0);
  }

  @Test
  void chineseItemsAndShortOnesAreFoundWhole(@TempDir Path folder) {
    String item = "患者男性，五十二岁，反复上腹部疼痛三年，加重一周，请问诊断是什么？";
    Document exam = document(item, "exam").withSplit("test");
    Document brief = document("Name the seven cranial bones", "brief").withSplit("valid");
    List<Document> training =
        List.of(
            document("病例讨论会记录：" + item + "答案：消化性溃疡。", "leak"),
            document("患者男性，六十岁，反复咳嗽三年，请问诊断是什么？", "other"),
            document("First NAME the seven cranial bones, then draw them.", "brief leak"),
            document("Name the seven hills of the city", "brief other"));
    List<Document> all = new java.util.ArrayList<>(List.of(exam, brief));
    training.forEach(document -> all.add(document.withSplit("train")));
    Stage stage = Stage.run(new DecontaminateJob(), new Recipes().build(), all, folder);
    assertThat(stage.documents())
        .extracting(Document::key)
        .containsExactlyInAnyOrder("exam", "brief", "other", "brief other");
    assertThat(stage.counts().figures()).containsEntry("audit_whole", 2.0);
  }

  @Test
  void rareWordsWeighMoreThanFormsOfWords(@TempDir Path folder) {
    String form =
        "Please read the following case and answer the question at its end as well as you can. ";
    Document exam =
        document(form + "Wheezing and tightness after pollen.", "exam").withSplit("test");
    List<Document> all = new java.util.ArrayList<>(List.of(exam));
    for (int i = 0; i < 30; i++) {
      all.add(document(form + "Number " + i + " is about gout.", "form " + i).withSplit("train"));
    }
    all.add(
        document(form + "Wheezing and tightness after pollen, said he.", "leak")
            .withSplit("train"));
    Stage plain =
        Stage.run(
            new DecontaminateJob(),
            new Recipes().decontaminate(new DecontaminateSection(5, 0.6)).build(),
            all,
            folder.resolve("plain"));
    assertThat(plain.counts().reasons()).isEqualTo(Map.of("contaminated", 31L));
    assertThat(plain.counts().figures())
        .containsEntry("audit_common_words", 30.0)
        .containsEntry("audit_whole", 1.0);
    Stage weighted =
        Stage.run(
            new DecontaminateJob(),
            new Recipes().decontaminate(new DecontaminateSection(5, 0.6, "idf")).build(),
            all,
            folder.resolve("idf"));
    assertThat(weighted.counts().reasons()).isEqualTo(Map.of("contaminated", 1L));
    assertThat(weighted.ledger().get(0).value()).isEqualTo("1.0000");
  }

  private static Document document(String text, String key) {
    return Document.collected(text, List.of(), "s", key, "f", 0, Map.of());
  }
}
