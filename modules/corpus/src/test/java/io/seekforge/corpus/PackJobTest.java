package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Document;
import io.seekforge.api.Message;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.CollectSection;
import io.seekforge.api.recipe.ModelSection;
import io.seekforge.api.recipe.PackSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.SourceSection;
import io.seekforge.corpus.pack.Packing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackJobTest {
  private static final int REPLICAS = 3;
  private static final int LENGTH = 48;

  private final SparkSession spark = LocalSpark.session();

  @Test
  void nothingIsLostAndShardsAreEven(@TempDir Path folder) {
    List<Document> documents = documents(120);
    StageFolder output = new StageFolder(folder.toString());
    StageCounts counts = pack(documents, 2, output);
    Set<String> seen = new HashSet<>();
    for (String split : List.of("train", "valid", "test")) {
      spark.read().parquet(output.shards(split)).collectAsList().stream()
          .flatMap(row -> row.<String>getList(row.fieldIndex("document_ids")).stream())
          .forEach(seen::add);
    }
    LedgerTable.read(spark, output.ledger())
        .where("action = 'drop'")
        .collectAsList()
        .forEach(row -> seen.add(row.getString(0)));
    assertThat(seen)
        .containsExactlyInAnyOrderElementsOf(documents.stream().map(Document::id).toList());
    assertThat(counts.total()).isEqualTo(120);
    assertThat(counts.kept() + counts.dropped()).isEqualTo(120);
    assertThat(counts.figures().get("fill_train")).isGreaterThan(0.8);
    assertEvenShards(output);
  }

  private void assertEvenShards(StageFolder output) {
    List<Long> labels = new ArrayList<>();
    for (int shard = 0; shard < REPLICAS; shard++) {
      String file = output.shards("train") + "/shard-0000" + shard + ".parquet";
      List<Row> rows = spark.read().parquet(file).collectAsList();
      labels.add(
          rows.stream()
              .flatMap(row -> row.<Integer>getList(row.fieldIndex("labels")).stream())
              .filter(label -> label != -100)
              .count());
    }
    double mean = labels.stream().mapToLong(Long::longValue).average().orElseThrow();
    assertThat(labels).allMatch(count -> Math.abs(count - mean) < 0.25 * mean);
  }

  @Test
  void casesAskForTheAnswer(@TempDir Path folder) {
    StageFolder output = new StageFolder(folder.toString());
    pack(documents(60), 3, output);
    List<Row> cases = spark.read().parquet(output.cases()).collectAsList();
    assertThat(cases).isNotEmpty();
    assertThat(cases)
        .allMatch(row -> row.<String>getAs("expected").startsWith("disease"))
        .allMatch(row -> !row.<String>getAs("split").equals("train"));
  }

  @Test
  void bytesDependOnDocumentsAlone(@TempDir Path first, @TempDir Path second) throws IOException {
    List<Document> documents = documents(150);
    pack(documents, 1, new StageFolder(first.toString()));
    Collections.shuffle(documents, new Random(9));
    pack(documents, 7, new StageFolder(second.toString()));
    List<Path> files;
    try (Stream<Path> walk = Files.walk(first)) {
      files =
          walk.filter(file -> file.toString().endsWith(".parquet") && Files.isRegularFile(file))
              .map(first::relativize)
              .toList();
    }
    assertThat(files).hasSize(REPLICAS + 4);
    for (Path file : files) {
      assertThat(second.resolve(file)).hasSameBinaryContentAs(first.resolve(file));
    }
  }

  @Test
  void aConversationTheTemplateRefusesIsDroppedByName(@TempDir Path folder) {
    List<Document> documents = documents(40);
    List<Message> turns =
        List.of(
            new Message("oracle", "?"), new Message("user", "?"), new Message("assistant", "!"));
    Document refused =
        Document.collected("", turns, "s", "odd", "f", 99, Map.of()).withSplit("test");
    Document unasked =
        Document.collected(
                "", List.of(new Message("assistant", "Hello.")), "s", "first", "f", 98, Map.of())
            .withSplit("test");
    documents.add(refused);
    documents.add(unasked);
    StageFolder output = new StageFolder(folder.toString());
    StageCounts counts = pack(documents, 2, output);
    assertThat(counts.reasons()).containsEntry("not_renderable", 1L);
    assertThat(
            LedgerTable.read(spark, output.ledger())
                .where("rule = 'not_renderable'")
                .first()
                .<String>getAs("detail"))
        .contains("\"oracle\"");
    assertThat(
            spark
                .read()
                .parquet(output.cases())
                .where("document_id = '" + unasked.id() + "'")
                .count())
        .isZero();
  }

  private StageCounts pack(List<Document> documents, int partitions, StageFolder output) {
    List<Row> rows = documents.stream().map(DocumentTable::row).toList();
    return new Packing(spark, recipe(), output)
        .run(spark.createDataFrame(rows, DocumentTable.SCHEMA).repartition(partitions));
  }

  private static Recipe recipe() {
    SourceSection source =
        new SourceSection("s", "x", "auto", "UTF-8", Map.of(), "", List.of(), "", "", "", 0, 0);
    return new Recipe(
        "test",
        42,
        "work",
        new ModelSection("../../conf/quickstart/base", "", "", "fp32"),
        new CollectSection(List.of(source), 0.05, 1 << 20),
        null,
        null,
        null,
        null,
        null,
        null,
        new PackSection(LENGTH, REPLICAS, "deepseek-llm", "completions", "split"),
        null,
        null,
        null,
        null);
  }

  private static List<Document> documents(int count) {
    Random random = new Random(2);
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String words = "wheezing and gout ".repeat(1 + random.nextInt(i % 17 == 0 ? 40 : 6)) + i;
      List<Message> turns =
          List.of(new Message("user", words), new Message("assistant", "disease " + i % 12));
      Document document =
          i % 5 == 0
              ? Document.collected(words, List.of(), "s", "t" + i, "f", i, Map.of())
              : Document.collected("", turns, "s", "k" + i, "f", i, Map.of());
      documents.add(document.withSplit(i % 10 == 1 ? "test" : i % 10 == 2 ? "valid" : "train"));
    }
    return documents;
  }
}
