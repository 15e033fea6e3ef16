package io.seekforge.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.seekforge.api.Document;
import io.seekforge.api.QuarantineEntry;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.CollectSection;
import io.seekforge.api.recipe.FetchSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.SourceSection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectJobTest {
  @TempDir private Path folder;

  private record Collected(
      StageCounts counts, List<Document> documents, List<QuarantineEntry> rejected) {}

  @Test
  void readsFilesOfManyFormatsAndNamesWhatIsBad() throws IOException {
    write("in/a.jsonl", "{\"text\":\"one\",\"id\":\"k1\"}\n{\"text\":\"cut\n{\"text\":\"two\"}\n");
    write("in/deep/b.csv", "text,id\n\"three\nlines\",k3\n");
    write("in/deep/c.txt", "four");
    write("in/empty.jsonl", "");
    write("in/_SUCCESS", "x");
    write("in/.hidden/d.txt", "hidden");
    write("in/unknown.bin", "\u0001");
    gzip("in/e.jsonl.gz", "{\"text\":\"five\"}\n");
    write("in/f.jsonl.gz", "no gzip at all");
    parquet("in/p", RowFactory.create("k6", "six", new Row[0]));
    Collected collected = run(0.9, source("all", folder.resolve("in").toString(), "auto"));
    assertThat(collected.documents())
        .extracting(Document::text)
        .containsExactlyInAnyOrder("one", "two", "three\nlines", "four", "five", "six");
    assertThat(collected.rejected())
        .extracting(QuarantineEntry::reason)
        .containsExactlyInAnyOrder("invalid_json", "empty_file", "unknown_format", "unreadable");
    assertThat(collected.rejected())
        .extracting(QuarantineEntry::file)
        .allMatch(file -> file.startsWith(folder.toString()));
    assertThat(collected.counts().kept()).isEqualTo(6);
    assertThat(collected.counts().dropped()).isEqualTo(4);
    assertThat(collected.counts().total()).isEqualTo(10);
    assertThat(collected.counts().reasons()).containsEntry("invalid_json", 1L);
    assertThat(collected.counts().figures())
        .containsEntry("files", 8.0)
        .containsEntry("bad_share", 0.4)
        .containsEntry("documents_all", 6.0);
  }

  @Test
  void parquetRowsKeepConversationsNumbersAndTheirKeys() throws IOException {
    Row[] turns = {RowFactory.create("user", "q"), RowFactory.create("assistant", "a")};
    parquet("in", RowFactory.create("k", null, turns));
    SourceSection source =
        new SourceSection(
            "p",
            folder.resolve("in").toString(),
            "parquet",
            "UTF-8",
            Map.of("messages", "turns", "key", "id"),
            "",
            List.of(),
            "",
            "",
            "",
            0,
            0);
    Collected collected = run(0, source);
    assertThat(collected.documents()).hasSize(1);
    assertThat(collected.documents().get(0).messages()).hasSize(2);
    assertThat(collected.documents().get(0).key()).isEqualTo("k");
    assertThat(collected.documents().get(0).position()).isZero();
  }

  @Test
  void whatTheSourceSaysStandsInItsDocuments() throws IOException {
    write("in/a.jsonl", "{\"text\":\"eins\"}\n");
    SourceSection source =
        new SourceSection(
            "s",
            folder.resolve("in").toString(),
            "auto",
            "UTF-8",
            Map.of(),
            "",
            List.of(),
            "MIT",
            "de",
            "test",
            7,
            0);
    Document document = run(0, source).documents().get(0);
    assertThat(document.split()).isEqualTo("test");
    assertThat(document.lang()).isEqualTo("de");
    assertThat(document.license()).isEqualTo("MIT");
    assertThat(document.metadata()).containsEntry("trust", "7");
  }

  @Test
  void aMissingPathIsNamedBeforeAnyWork() throws IOException {
    Files.createDirectories(folder.resolve("void"));
    for (String path : List.of("nowhere", "void", "void/*.jsonl", "no[a-z]*/x")) {
      Recipe recipe = recipe(0.05, source("ward", folder.resolve(path).toString(), "auto"));
      assertThatThrownBy(() -> new CollectJob().dictionaries(recipe))
          .isInstanceOf(SeekforgeException.class)
          .hasMessageStartingWith("Cannot find source \"ward\": " + folder.resolve(path) + " ")
          .hasMessageNotContaining("\n");
      assertThatThrownBy(() -> new CollectJob().run(LocalSpark.session(), recipe, null, output()))
          .isInstanceOf(SeekforgeException.class);
    }
  }

  @Test
  void tooManyBadRecordsStopTheStageAndStayReadable() throws IOException {
    write("in/a.jsonl", "{\"text\":\"one\"}\nbad\nworse\n");
    Recipe recipe = recipe(0.5, source("s", folder.resolve("in").toString(), "auto"));
    assertThatThrownBy(() -> new CollectJob().run(LocalSpark.session(), recipe, null, output()))
        .isInstanceOf(SeekforgeException.class)
        .hasMessage(
            "Cannot go on: 2 of 3 records are bad (66.67 %%, max-bad-share allows 50.00 %%): invalid_json 2; each is named in %s"
                .formatted(output().quarantine()));
    assertThat(rejected()).extracting(QuarantineEntry::sample).containsExactly("bad", "worse");
  }

  @Test
  void theBytesDoNotDependOnHowFilesAreDealt() throws IOException {
    for (int i = 0; i < 40; i++) {
      write("in/f" + i + ".jsonl", ("{\"text\":\"t" + i + "\"}\n{\n").repeat(3));
    }
    SourceSection source = source("s", folder.resolve("in").toString(), "auto");
    run(1, source);
    byte[] documents = Files.readAllBytes(part(output().documents()));
    byte[] quarantine = Files.readAllBytes(part(output().quarantine()));
    delete(folder.resolve("out"));
    SparkSession other = LocalSpark.session().newSession();
    other.conf().set("spark.sql.shuffle.partitions", "17");
    new CollectJob().run(other, recipe(1, source), null, output());
    assertThat(Files.readAllBytes(part(output().documents()))).isEqualTo(documents);
    assertThat(Files.readAllBytes(part(output().quarantine()))).isEqualTo(quarantine);
  }

  @Test
  void aLineOfFiftyMegabytesGoesToQuarantine() throws IOException {
    Path file = folder.resolve("in/long.jsonl");
    Files.createDirectories(file.getParent());
    byte[] megabyte = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write("{\"text\":\"a\"}\n".getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < 50; i++) {
        out.write(megabyte);
      }
      out.write("\n{\"text\":\"b\"}\n".getBytes(StandardCharsets.US_ASCII));
    }
    Collected collected = run(0.5, source("s", file.toString(), "auto"));
    assertThat(collected.documents()).hasSize(2);
    assertThat(collected.rejected()).hasSize(1);
    assertThat(collected.rejected().get(0).reason()).isEqualTo("record_too_long");
    assertThat(collected.rejected().get(0).sample()).hasSize(200);
  }

  @Test
  void namesUnderARelativePathStayRelative() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    write("in/a.txt", "text");
    String relative = here.relativize(folder.resolve("in")).toString();
    Collected collected = run(0, source("s", relative, "auto"));
    assertThat(collected.documents().get(0).file()).isEqualTo(relative + "/a.txt");
  }

  @Test
  void maxFilesTakesTheFirstInPathOrder() throws IOException {
    write("in/b.txt", "b");
    write("in/a.txt", "a");
    write("in/c.txt", "c");
    SourceSection source =
        new SourceSection(
            "s",
            folder.resolve("in/[a-c].txt").toString(),
            "auto",
            "UTF-8",
            Map.of(),
            "",
            List.of(),
            "",
            "",
            "",
            0,
            2);
    assertThat(run(0, source).documents())
        .extracting(Document::text)
        .containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void readsSharedSourcesWhereTheyAre() throws IOException {
    Path data = SharedData.at("medquad");
    SourceSection medquad =
        new SourceSection(
            "medquad",
            data + "/[79]_*/*.xml",
            "xml",
            "UTF-8",
            Map.of(
                "prompt", "Question",
                "completion", "Answer",
                "url", "../../@url",
                "key", "Question/@qid"),
            "QAPair",
            List.of(),
            "CC-BY-4.0",
            "en",
            "",
            0,
            0);
    SourceSection chinese =
        new SourceSection(
            "zh",
            SharedData.at("zh-medical").toString(),
            "auto",
            "GB18030",
            Map.of("prompt", "ask", "completion", "answer"),
            "",
            List.of(),
            "MIT",
            "zh",
            "",
            0,
            0);
    Collected collected = run(0.05, medquad, chinese);
    assertThat(collected.counts().figures()).containsEntry("files", 108.0);
    assertThat(collected.counts().figures()).containsEntry("documents_medquad", 1039.0);
    assertThat(collected.counts().figures()).containsEntry("documents_zh", 7644.0);
  }

  @Test
  void fetchedFilesAreReadLikeOthersAndEnterTheFingerprint() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean page = exchange.getRequestURI().getPath().equals("/");
          byte[] body =
              "<p>A fever that lasts three days needs a doctor's eyes.</p>".getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(page ? 200 : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    String seed = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    String into = folder.resolve("site").toString();
    FetchSection fetch =
        new FetchSection(
            "crawl",
            into,
            "test (a@b.org)",
            "",
            List.of(),
            List.of(),
            "",
            List.of(seed),
            List.of(),
            5,
            "",
            "",
            100,
            false,
            0,
            5,
            1 << 20);
    SourceSection site = source("site", into, "auto");
    CollectSection section =
        new CollectSection(List.of(site), 0, 1 << 24, 1L << 30, 200, List.of(fetch));
    assertThat(new CollectJob().dictionaries(new Recipes().collect(section).build()))
        .containsExactly(into);
    server.stop(0);
    // The second look at the recipe makes no request: there is no server any more.
    new CollectJob().dictionaries(new Recipes().collect(section).build());
    Document page = run(0, site).documents().get(0);
    assertThat(page.url()).isEqualTo(seed);
    assertThat(page.file()).endsWith("crawl.warc.gz");
    assertThat(page.text()).isEqualTo("A fever that lasts three days needs a doctor's eyes.");
  }

  private Collected run(double maxBadShare, SourceSection... sources) {
    StageCounts counts =
        new CollectJob().run(LocalSpark.session(), recipe(maxBadShare, sources), null, output());
    List<Document> documents =
        DocumentTable.read(LocalSpark.session(), output().documents()).collectAsList().stream()
            .map(DocumentTable::document)
            .toList();
    return new Collected(counts, documents, rejected());
  }

  private List<QuarantineEntry> rejected() {
    return QuarantineTable.read(LocalSpark.session(), output().quarantine())
        .collectAsList()
        .stream()
        .map(QuarantineTable::entry)
        .toList();
  }

  private StageFolder output() {
    return new StageFolder(folder.resolve("out").toString());
  }

  private static Recipe recipe(double maxBadShare, SourceSection... sources) {
    return new Recipes()
        .collect(new CollectSection(List.of(sources), maxBadShare, 1 << 24))
        .build();
  }

  private static SourceSection source(String name, String path, String format) {
    return new SourceSection(
        name, path, format, "UTF-8", Map.of(), "", List.of(), "", "", "", 0, 0);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, Charset.forName("UTF-8"));
  }

  private void gzip(String name, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    Files.write(folder.resolve(name), bytes.toByteArray());
  }

  private void parquet(String name, Row... rows) throws IOException {
    StructType turn =
        new StructType().add("role", DataTypes.StringType).add("content", DataTypes.StringType);
    StructType schema =
        new StructType()
            .add("id", DataTypes.StringType)
            .add("text", DataTypes.StringType)
            .add("turns", DataTypes.createArrayType(turn));
    LocalSpark.session()
        .createDataFrame(List.of(rows), schema)
        .coalesce(1)
        .write()
        .parquet(folder.resolve(name).toString());
  }

  private static Path part(String table) {
    return Path.of(table).resolve("part-00000.parquet");
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
