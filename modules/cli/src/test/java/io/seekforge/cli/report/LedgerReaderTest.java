package io.seekforge.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.QuarantineEntry;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.cli.report.Report.Corpus;
import io.seekforge.cli.report.Report.Drop;
import io.seekforge.cli.report.Report.LengthBin;
import io.seekforge.cli.report.Report.Rewrite;
import io.seekforge.corpus.DocumentTable;
import io.seekforge.corpus.LedgerTable;
import io.seekforge.corpus.QuarantineTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerReaderTest {
  private final SparkSession spark =
      SparkSession.builder()
          .master("local[2]")
          .config("spark.ui.enabled", "false")
          .config("spark.sql.shuffle.partitions", "2")
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1")
          .getOrCreate();

  private final Map<StageName, StageFolder> folders = new EnumMap<>(StageName.class);
  private final Document kept = document("kept", 0, 10);
  private final Document copy = document("copy", 1, 9);
  private final Document changed = document("changed", 2, 64);

  @TempDir Path root;

  @BeforeEach
  void writeStages() {
    List<Document> documents = List.of(kept, copy, changed);
    for (StageName stage : StageName.values()) {
      if (stage.compareTo(StageName.TRAIN) < 0) {
        StageFolder folder = new StageFolder(root + "/" + stage.word());
        folders.put(stage, folder);
        write(documents, folder.documents());
        LedgerTable.writeEmpty(spark, folder.ledger());
        documents = stage == StageName.CLEAN ? List.of(kept, changed) : documents;
      }
    }
    ledger(
        StageName.DEDUP,
        LedgerEntry.duplicate(copy.id(), "dedup", "exact_duplicate", "1.0", "", kept.id(), "d"));
    ledger(
        StageName.NORMALIZE,
        LedgerEntry.rewrite(changed.id(), "normalize", "term", "COVID-19", "surface=新冠"));
    QuarantineTable.write(
        spark.createDataFrame(
            List.of(
                QuarantineTable.row(
                    new QuarantineEntry("s", "bad.jsonl", 3, "invalid_json", "no end", "{\"a"))),
            QuarantineTable.SCHEMA),
        folders.get(StageName.COLLECT).quarantine());
  }

  @Test
  void dropsNameWhereTheDocumentCameFrom() {
    assertThat(reader().drops())
        .containsExactly(
            new Drop("collect", "invalid_json", "", "s", "", "bad.jsonl", 3, "", "", "", "no end"),
            new Drop(
                "dedup",
                "exact_duplicate",
                copy.id(),
                "s",
                "copy",
                "cases.jsonl",
                1,
                "1.0",
                "",
                kept.id(),
                "d"));
  }

  @Test
  void rewritesAreNoDrops() {
    assertThat(reader().rewrites())
        .containsExactly(
            new Rewrite(
                "normalize",
                "term",
                changed.id(),
                "changed",
                "cases.jsonl",
                "COVID-19",
                "surface=新冠"));
  }

  @Test
  void everyStageIsBounded() {
    List<LedgerEntry> entries = new ArrayList<>();
    for (int i = 0; i < Report.MOST_DROPS + 5; i++) {
      entries.add(LedgerEntry.drop("%032x".formatted(i), "clean", "too_short", "1", "5"));
    }
    ledger(StageName.CLEAN, entries.toArray(new LedgerEntry[0]));
    List<Drop> drops = reader().drops();
    assertThat(drops).hasSize(Report.MOST_DROPS + 2);
    assertThat(drops.get(1).id()).isEqualTo("%032x".formatted(0));
  }

  @Test
  void theCorpusIsCountedByLength() {
    StageFolder last = folders.get(StageName.DECONTAMINATE);
    Corpus corpus = CorpusReader.read(spark, last.documents());
    assertThat(corpus.sources()).containsExactlyEntriesOf(Map.of("s", 2L));
    assertThat(corpus.lengths())
        .containsExactly(new LengthBin("", 10, 12, 1), new LengthBin("", 64, 77, 1));
  }

  private LedgerReader reader() {
    return new LedgerReader(spark, folders);
  }

  private void ledger(StageName stage, LedgerEntry... entries) {
    delete(Path.of(folders.get(stage).ledger()));
    LedgerTable.write(
        spark.createDataFrame(
            List.of(entries).stream().map(LedgerTable::row).toList(), LedgerTable.SCHEMA),
        folders.get(stage).ledger());
  }

  private static void delete(Path folder) {
    assertThat(org.apache.hadoop.fs.FileUtil.fullyDelete(folder.toFile())).isTrue();
  }

  private void write(List<Document> documents, String path) {
    DocumentTable.write(
        spark.createDataFrame(
            documents.stream().map(DocumentTable::row).toList(), DocumentTable.SCHEMA),
        path);
  }

  private static Document document(String key, long position, int chars) {
    return Document.collected(
        "x".repeat(chars), List.of(), "s", key, "cases.jsonl", position, Map.of());
  }
}
