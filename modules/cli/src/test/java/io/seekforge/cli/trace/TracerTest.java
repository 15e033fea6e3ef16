package io.seekforge.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.QuarantineEntry;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.cli.pipeline.Manifest;
import io.seekforge.corpus.DocumentTable;
import io.seekforge.corpus.LedgerTable;
import io.seekforge.corpus.QuarantineTable;
import io.seekforge.corpus.ShardTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TracerTest {
  private final SparkSession spark =
      SparkSession.builder()
          .master("local[2]")
          .config("spark.ui.enabled", "false")
          .config("spark.sql.shuffle.partitions", "2")
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1")
          .getOrCreate();

  private final Map<StageName, StageFolder> folders = new EnumMap<>(StageName.class);
  private final Document kept = document("kept", "An old man\u001b[31m with gout\nand fever", 0);
  private final Document copy = document("copy", "an old man with gout and fever", 1);
  private final Document variant =
      kept.withSplit("train").variant("A man of age with gout", List.of(), "backtranslation:es");

  @TempDir Path root;

  @BeforeEach
  void writeStages() {
    documents(StageName.COLLECT, kept, copy);
    documents(StageName.CLEAN, kept, copy);
    documents(StageName.DEDUP, kept);
    documents(StageName.NORMALIZE, kept);
    documents(StageName.SPLIT, kept.withSplit("train"));
    documents(StageName.AUGMENT, kept.withSplit("train"), variant);
    documents(StageName.DECONTAMINATE, kept.withSplit("train"), variant);
    ledger(StageName.CLEAN, LedgerEntry.rewrite(kept.id(), "clean", "whitespace", "1", "places=1"));
    ledger(
        StageName.DEDUP,
        LedgerEntry.duplicate(
            copy.id(), "dedup", "minhash_duplicate", "0.9", "0.8", kept.id(), "file=f"));
    QuarantineTable.write(
        spark.createDataFrame(
            List.of(
                QuarantineTable.row(
                    new QuarantineEntry("s", "in/f.jsonl", 2, "invalid_json", "no end", "{"))),
            QuarantineTable.SCHEMA),
        folders.get(StageName.COLLECT).quarantine());
    pack();
  }

  @Test
  void showsTheWholeWayInReadingOrder() throws IOException {
    Trace trace = tracer().trace(kept.id().substring(0, 8)).get(0);
    assertThat(trace.id()).isEqualTo(kept.id());
    assertThat(trace.records())
        .singleElement()
        .satisfies(
            origin -> {
              assertThat(origin.file()).isEqualTo("in/f.jsonl");
              assertThat(origin.license()).isEqualTo("CC0-1.0");
              assertThat(origin.url()).isEqualTo("https://example.org/kept");
            });
    assertThat(trace.steps().stream().map(step -> step.stage() + " " + step.outcome()))
        .containsExactly(
            "collect collected",
            "clean rewritten",
            "dedup passed",
            "normalize passed",
            "split passed",
            "augment passed",
            "decontaminate passed",
            "pack packed");
    assertThat(trace.steps().get(1).entries())
        .extracting(LedgerEntry::rule)
        .containsExactly("whitespace");
    assertThat(trace.steps().get(1).facts().get("signals"))
        .containsExactly(new TreeMap<>(Map.of("document_id", kept.id(), "words", "7")));
    assertThat(trace.steps().get(2).settings()).containsEntry("dedup", Map.of("threshold", 0.8));
    assertThat(trace.duplicates())
        .containsExactly(
            new Trace.Duplicate(copy.id(), "dedup", "minhash_duplicate", "0.9", "file=f"));
    assertThat(trace.variants())
        .containsExactly(new Trace.Variant(variant.id(), "backtranslation:es"));
    assertThat(trace.shape().split()).isEqualTo("train");
    assertThat(trace.shards())
        .containsExactly(
            new Trace.Place("train/shard-00000.parquet", 1, 2, 3),
            new Trace.Place("train/shard-00000.parquet", 2, 0, 4));

    List<String> lines = TraceText.lines(trace);
    assertThat(lines).allSatisfy(line -> assertThat(line).doesNotContain("\u001b", "\n"));
    assertThat(lines)
        .contains(
            "    rewrite  whitespace  1  places=1",
            "stands for  " + copy.id() + "  dedup minhash_duplicate  0.9  file=f",
            "shard       train/shard-00000.parquet row 1, tokens 2 to 4 (3)");
    JsonNode json = new ObjectMapper().readTree(TraceText.json(List.of(trace)));
    assertThat(json.get(0).path("steps").get(1).path("entries").get(0).path("rule").asText())
        .isEqualTo("whitespace");
  }

  @Test
  void droppedAndMadeDocumentsAndBadRecordsHaveAWayToo() {
    Trace dropped = tracer().trace(copy.id()).get(0);
    assertThat(dropped.steps().get(2).outcome()).isEqualTo("dropped");
    assertThat(dropped.steps().get(2).entries().get(0).duplicateOf()).isEqualTo(kept.id());
    assertThat(dropped.steps().get(3).outcome()).isEqualTo("absent");
    assertThat(dropped.shape().stage()).isEqualTo("clean");

    Trace made = tracer().trace(variant.id()).get(0);
    assertThat(made.shape().parent()).isEqualTo(kept.id());
    assertThat(made.steps().get(5).outcome()).isEqualTo("made");
    assertThat(made.records()).hasSize(1);

    List<Trace> bad = tracer().trace("f.jsonl#2");
    assertThat(bad)
        .singleElement()
        .satisfies(
            trace -> assertThat(trace.quarantine().get(0).reason()).isEqualTo("invalid_json"));
    assertThat(TraceText.lines(bad.get(0))).contains("quarantine  invalid_json  no end");
    assertThat(tracer().trace("in/f.jsonl#1")).extracting(Trace::id).containsExactly(copy.id());
    assertThat(tracer().trace("train/0/1"))
        .extracting(Trace::id)
        .containsExactly(variant.id(), kept.id());
  }

  @Test
  void whatCannotBeFoundIsOneClearLine() {
    String absent = kept.id().startsWith("0000") ? "ffff0000" : "0000ffff";
    assertThatThrownBy(() -> tracer().trace(absent))
        .hasMessage(
            "Cannot trace " + absent + ": no document of this recipe has an id that starts so");
    assertThatThrownBy(() -> tracer().trace("x"))
        .hasMessageContaining("expected a document id or at least its first 4 hex digits");
    assertThatThrownBy(() -> tracer().trace("g.jsonl#1"))
        .hasMessageContaining("no document and no bad record was collected from there");
    assertThatThrownBy(() -> tracer().trace("train/0/9")).hasMessageContaining("has no row 9");
    folders.keySet().retainAll(List.of(StageName.COLLECT, StageName.CLEAN));
    assertThatThrownBy(() -> tracer().trace("train/0/1")).hasMessageContaining("pack was not run");
    Trace begun = tracer().trace(copy.id()).get(0);
    assertThat(begun.notRun()).startsWith("dedup").endsWith("pack");
    assertThat(begun.steps()).hasSize(2);

    Document twin =
        new Document(
            kept.id().substring(0, 31) + (kept.id().endsWith("0") ? "1" : "0"),
            "t",
            List.of(),
            "s",
            "",
            "f",
            3,
            "",
            "",
            "",
            "",
            new TreeMap<>(),
            "",
            "",
            "");
    assertThat(
            org.apache.hadoop.fs.FileUtil.fullyDelete(
                Path.of(folders.get(StageName.COLLECT).documents()).toFile()))
        .isTrue();
    write(StageName.COLLECT, kept, twin);
    assertThatThrownBy(() -> tracer().trace(kept.id().substring(0, 31)))
        .hasMessageContaining("it is the start of several ids (")
        .hasMessageContaining(twin.id());
    assertThat(tracer().trace(kept.id())).hasSize(1);
  }

  private Tracer tracer() {
    Map<StageName, Manifest> manifests = new EnumMap<>(StageName.class);
    folders.forEach(
        (stage, folder) ->
            manifests.put(
                stage,
                new Manifest(
                    1,
                    stage.word(),
                    "f",
                    "r",
                    new TreeMap<>(),
                    Map.of(stage.word(), Map.of("threshold", 0.8)),
                    new StageCounts(0, 0, 0, new TreeMap<>(), new TreeMap<>()),
                    new TreeMap<>(),
                    List.of(),
                    null,
                    0)));
    try {
      return new Tracer(
          new StageTables(spark, FileSystem.getLocal(new Configuration()), folders), manifests);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void documents(StageName stage, Document... documents) {
    folders.put(stage, new StageFolder(root + "/" + stage.word()));
    write(stage, documents);
    LedgerTable.writeEmpty(spark, folders.get(stage).ledger());
  }

  private void write(StageName stage, Document... documents) {
    DocumentTable.write(
        spark.createDataFrame(
            List.of(documents).stream().map(DocumentTable::row).toList(), DocumentTable.SCHEMA),
        folders.get(stage).documents());
  }

  private void ledger(StageName stage, LedgerEntry entry) {
    String path = folders.get(stage).ledger();
    assertThat(org.apache.hadoop.fs.FileUtil.fullyDelete(Path.of(path).toFile())).isTrue();
    LedgerTable.write(
        spark.createDataFrame(List.of(LedgerTable.row(entry)), LedgerTable.SCHEMA), path);
    if (stage == StageName.CLEAN) {
      spark
          .sql("select '%s' as document_id, 7 as words".formatted(kept.id()))
          .write()
          .parquet(folders.get(stage).child("signals"));
    }
  }

  private void pack() {
    StageFolder pack = new StageFolder(root + "/pack");
    folders.put(StageName.PACK, pack);
    LedgerTable.writeEmpty(spark, pack.ledger());
    List<Row> rows =
        List.of(
            sequence("a", 4, new Integer[] {0}, variant.id()),
            sequence("b", 5, new Integer[] {0, 2}, variant.id(), kept.id()),
            sequence("c", 4, new Integer[] {0}, kept.id()));
    ShardTable.writeShards(spark.createDataFrame(rows, ShardTable.DEALT), pack.shards("train"), 1);
    for (String split : List.of("valid", "test")) {
      ShardTable.writeShards(
          spark.createDataFrame(List.of(), ShardTable.DEALT), pack.shards(split), 1);
    }
  }

  private static Row sequence(String order, int tokens, Integer[] starts, String... ids) {
    Integer[] values = new Integer[tokens];
    java.util.Arrays.fill(values, 7);
    return RowFactory.create(0, order, values, values, starts, ids);
  }

  private static Document document(String key, String text, long position) {
    return Document.collected(
        text,
        List.of(),
        "s",
        key,
        "in/f.jsonl",
        position,
        Map.of("license", "CC0-1.0", "url", "https://example.org/" + key, "topic", "gout"));
  }
}
