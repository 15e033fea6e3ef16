package io.seekforge.corpus;

import static io.seekforge.corpus.Stage.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.DedupSection;
import io.seekforge.api.recipe.DedupSection.RecordsSection;
import io.seekforge.api.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DedupJobTest {
  private static final String LONG =
      "The influenza virus infects the nose throat and lungs and causes fever cough and fatigue that"
          + " last for about one week in most healthy adults who rest and drink enough water";

  @Test
  void eachRuleAndPolicyOnSmallCases(@TempDir Path folder) {
    Document original = plain("a", LONG + ". It is caught from others by droplets in the air.");
    Document copy = plain("b", original.text().toUpperCase(java.util.Locale.ROOT) + "\n");
    Document near = plain("c", LONG + ". It is caught from others by droplets in air.");
    Document trusted = plain("trusted", "d", near.text() + " Wash hands.", Map.of());
    Document yes = plain("e", "Yes.");
    Document yesToo = plain("f", "yes!");
    Document dots = plain("g", "...");
    Document marks = plain("h", "???");
    Document zh = plain("i", "流感病毒感染鼻咽和肺部，引起发热、咳嗽和乏力，多数健康成人约一周恢复。");
    Document zhNear = plain("j", "流感病毒感染鼻、咽和肺部，引起发热，咳嗽和乏力，多数健康成人约一周恢复");
    Recipe recipe =
        new Recipes().collect(Recipes.source("s", "", 0), Recipes.source("trusted", "", 5)).build();

    Stage stage =
        Stage.run(
            new DedupJob(),
            recipe,
            List.of(original, copy, near, trusted, yes, yesToo, dots, marks, zh, zhNear),
            folder);

    assertThat(stage.documents())
        .extracting(Document::key)
        .contains("d", "e", "f", "g", "h")
        .containsAnyOf("i", "j")
        .hasSize(6);
    String smallest =
        List.of(original, copy, near, trusted).stream()
            .map(Document::id)
            .sorted()
            .findFirst()
            .get();
    assertThat(stage.documents())
        .filteredOn(document -> document.key().equals("d"))
        .extracting(Document::cluster)
        .containsExactly(smallest);
    assertThat(stage.ledger()).allMatch(entry -> !entry.duplicateOf().isEmpty()).hasSize(4);
    assertThat(stage.ledger())
        .filteredOn(entry -> entry.rule().equals("exact_duplicate"))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.duplicateOf()).isEqualTo(trusted.id());
              assertThat(entry.detail()).contains("file=f.jsonl position=").contains("copy_of=");
            });
    LedgerEntry dropped = stage.entry(near.id(), "minhash_duplicate");
    assertThat(Double.parseDouble(dropped.value())).isBetween(0.8, 1.0);
    assertThat(dropped.threshold()).isEqualTo("0.8");
    assertThat(stage.counts().reasons())
        .isEqualTo(Map.of("exact_duplicate", 1L, "minhash_duplicate", 3L));
    assertThat(stage.counts().total() - stage.counts().dropped()).isEqualTo(6);
  }

  @Test
  void recordsThatShareAnIdAreToldApartByPlace(@TempDir Path folder) {
    Document second = at(plain("k", LONG), 7);
    Document first = at(plain("k", LONG), 3);

    Stage stage = Stage.run(new DedupJob(), new Recipes().build(), List.of(second, first), folder);

    assertThat(stage.only().position()).isEqualTo(3);
    assertThat(stage.ledger())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.duplicateOf()).isEqualTo(first.id());
              assertThat(entry.detail()).isEqualTo("file=f.jsonl position=7");
            });
  }

  @Test
  void newestIsKeptAndAboveOneOnlyCopiesGo(@TempDir Path folder) {
    Document old = plain("s", "old", LONG + " indeed it does", Map.of("created", "2020-05-01"));
    Document fresh = plain("s", "new", LONG, Map.of("created", "2021"));
    Document undated = plain("s", "undated", LONG + " it does", Map.of("created", "May"));
    List<Document> documents = List.of(old, fresh, undated);
    DedupSection newest =
        new DedupSection(0.7, 5, 128, "newest", DedupSection.RecordsSection.none(), List.of());
    DedupSection exact =
        new DedupSection(1.5, 5, 128, "newest", DedupSection.RecordsSection.none(), List.of());

    assertThat(
            Stage.run(new DedupJob(), new Recipes().dedup(newest).build(), documents, folder)
                .only()
                .key())
        .isEqualTo("new");
    assertThat(
            Stage.run(
                    new DedupJob(),
                    new Recipes().dedup(exact).build(),
                    documents,
                    folder.resolve("exact"))
                .documents())
        .hasSize(3);
  }

  @Test
  void recordsAreOneByTheirFieldsNotTheirText(@TempDir Path folder) {
    Map<String, String> kinds =
        Map.of("title", "text", "authors", "names", "year", "year", "pages", "pages");
    String title = "Copper surfaces reduce infections in intensive care units";
    Document full = citation("a", title, "Salgado, Cassandra D.", "2013", "479-486");
    Document brief =
        citation("b", title.toUpperCase(java.util.Locale.ROOT), "Salgado CD", "2013", "479-86");
    Document abstractOf = citation("c", title, "Salgado, C. D.", "2011", "S12");
    Document copy = citation("d", title, "Salgado, Cassandra D.", "2013", "479-486");
    Document text = plain("e", LONG);
    Document textCopy = plain("f", LONG + " it does");
    DedupSection section =
        new DedupSection(0.8, 5, 128, "first", new RecordsSection(kinds, 20), List.of());

    Stage stage =
        Stage.run(
            new DedupJob(),
            new Recipes().dedup(section).build(),
            List.of(full, brief, abstractOf, copy, text, textCopy),
            folder);

    assertThat(stage.documents()).hasSize(3).extracting(Document::key).contains("c");
    assertThat(stage.counts().reasons())
        .isEqualTo(Map.of("exact_duplicate", 1L, "record_duplicate", 1L, "minhash_duplicate", 1L));
    assertThat(stage.ledger())
        .filteredOn(entry -> entry.rule().equals("record_duplicate"))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(Double.parseDouble(entry.value())).isGreaterThan(20);
              assertThat(entry.threshold()).isEqualTo("20.0");
            });
  }

  @Test
  void whatIsThereAlreadyIsDroppedNamingIt(@TempDir Path folder) {
    Document known = plain("known", LONG);
    Document knownCitation =
        citation("kc", "Zinc in human health and disease", "Prasad AS", "2003", "455");
    Path there = folder.resolve("there");
    DocumentTable.write(
        LocalSpark.session()
            .createDataFrame(
                List.of(DocumentTable.row(known), DocumentTable.row(knownCitation)),
                DocumentTable.SCHEMA),
        there.toString());
    Document same = plain("same", LONG.toUpperCase(java.util.Locale.ROOT));
    Document near = plain("near", LONG + " it does");
    Document citation =
        citation("c", "Zinc in human health & disease", "Prasad, A.", "2003", "455-6");
    Document fresh = plain("fresh", "Something that nobody has written so far about anything");
    Map<String, String> kinds =
        Map.of("title", "text", "authors", "names", "year", "year", "pages", "pages");
    DedupSection section =
        new DedupSection(
            0.8, 5, 128, "longest", new RecordsSection(kinds, 20), List.of(there.toString()));

    Stage stage =
        Stage.run(
            new DedupJob(),
            new Recipes().dedup(section).build(),
            List.of(same, near, citation, fresh),
            folder);

    assertThat(stage.only().key()).isEqualTo("fresh");
    assertThat(stage.entry(same.id(), "exact_duplicate").duplicateOf()).isEqualTo(known.id());
    assertThat(stage.entry(near.id(), "minhash_duplicate").duplicateOf()).isEqualTo(known.id());
    assertThat(stage.entry(citation.id(), "record_duplicate").duplicateOf())
        .isEqualTo(knownCitation.id());
    assertThat(stage.ledger()).allMatch(entry -> entry.detail().contains("against=true"));
    assertThat(stage.counts().figures()).containsEntry("against_drops", 3.0);
  }

  @Test
  void aFolderThatIsNotThereIsNamed(@TempDir Path folder) {
    List<String> against = List.of(folder.resolve("nowhere").toString());
    DedupSection section = new DedupSection(0.8, 5, 128, "longest", RecordsSection.none(), against);
    assertThatThrownBy(
            () ->
                Stage.run(
                    new DedupJob(),
                    new Recipes().dedup(section).build(),
                    List.of(plain("a", LONG)),
                    folder))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("nowhere");
  }

  private static Document citation(
      String key, String title, String authors, String year, String pages) {
    return plain(
        "s", key, title, Map.of("title", title, "authors", authors, "year", year, "pages", pages));
  }

  @Test
  void sameBytesForAnyPartitioningAndOrder(@TempDir Path folder) throws IOException {
    SparkSession spark = LocalSpark.session();
    List<Document> documents = new ArrayList<>(Variants.of(120, 4));
    Recipe recipe =
        new Recipes()
            .dedup(
                new DedupSection(
                    0.6, 3, 64, "longest", DedupSection.RecordsSection.none(), List.of()))
            .build();
    List<Path> outputs = new ArrayList<>();
    for (int partitions : new int[] {1, 7, 64}) {
      Collections.shuffle(documents, new Random(partitions));
      List<Row> rows = documents.stream().map(DocumentTable::row).toList();
      Path input = folder.resolve("in" + partitions);
      spark
          .createDataFrame(rows, DocumentTable.SCHEMA)
          .repartition(partitions)
          .write()
          .parquet(input + "/documents");
      Path output = folder.resolve("out" + partitions);
      spark.conf().set("spark.sql.shuffle.partitions", partitions == 64 ? "5" : "" + partitions);
      Stage stage =
          Stage.run(
              new DedupJob(),
              recipe,
              new StageFolder(input.toString()),
              new StageFolder(output.toString()));
      assertThat(stage.counts().reasons().get("minhash_duplicate")).isGreaterThan(50);
      outputs.add(output);
    }
    spark.conf().set("spark.sql.shuffle.partitions", "4");
    for (String file : List.of("documents/part-00000.parquet", "ledger/part-00000.parquet")) {
      byte[] expected = Files.readAllBytes(outputs.get(0).resolve(file));
      assertThat(Files.readAllBytes(outputs.get(1).resolve(file))).isEqualTo(expected);
      assertThat(Files.readAllBytes(outputs.get(2).resolve(file))).isEqualTo(expected);
    }
  }

  private static Document at(Document d, long position) {
    return new Document(
        d.id(),
        d.text(),
        d.messages(),
        d.source(),
        d.key(),
        d.file(),
        position,
        d.url(),
        d.lang(),
        d.license(),
        d.created(),
        d.metadata(),
        d.parent(),
        d.cluster(),
        d.split());
  }
}
