package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.seekforge.api.Document;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.AugmentSection;
import io.seekforge.api.recipe.Recipe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Back-translation in a process that is killed (SIGKILL) half-way: the next run asks for nothing
 * that was answered, and writes what a run without a kill writes.
 */
final class KilledAugmentTest {
  private static final int DOCUMENTS = 12;

  /** Of the two translations of each document; then the server holds its answers back. */
  private static final int ANSWERED = 10;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> answered = Collections.synchronizedList(new ArrayList<>());
  private final Set<String> held = Collections.synchronizedSet(new HashSet<>());
  private volatile int limit = ANSWERED;
  private HttpServer server;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/chat/completions", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void whatWasAnsweredIsNotAskedAgain() throws Exception {
    List<Row> rows = documents().stream().map(DocumentTable::row).toList();
    StageFolder input = new StageFolder(folder.resolve("in").toString());
    DocumentTable.write(
        LocalSpark.session().createDataFrame(rows, DocumentTable.SCHEMA), input.documents());
    killHalfWay();
    assertThat(answered).hasSize(ANSWERED).doesNotHaveDuplicates();
    assertThat(held).isNotEmpty();

    limit = Integer.MAX_VALUE;
    Stage resumed = run("killed/augment/2");
    assertThat(answered).hasSize(2 * DOCUMENTS).doesNotHaveDuplicates().containsAll(held);
    Stage whole = run("whole/augment/1");
    assertThat(answered).hasSize(4 * DOCUMENTS);
    assertThat(resumed).isEqualTo(whole);
    assertThat(resumed.counts().figures()).containsEntry("variants", DOCUMENTS - 1.0);
    assertThat(resumed.counts().reasons())
        .isEqualTo(Map.of("keep_backtranslation_number_lost", 1L));
  }

  private void killHalfWay() throws Exception {
    Path log = folder.resolve("child.log");
    Process child =
        ChildJvm.of(Child.class, folder.toString(), endpoint())
            .redirectOutput(log.toFile())
            .start();
    try {
      for (int wait = 0; kept() < ANSWERED || held.isEmpty(); wait++) {
        assertThat(child.isAlive() && wait < 3000).as(() -> read(log)).isTrue();
        Thread.sleep(50);
      }
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(child.exitValue()).as("killed").isEqualTo(128 + 9);
  }

  /** Answers in the cache of the child's run. */
  private long kept() throws IOException {
    Path cache = folder.resolve("killed/cache");
    if (!Files.exists(cache)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(cache)) {
      return files.filter(file -> file.toString().endsWith(".json")).count();
    }
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Stage run(String name) {
    StageFolder output = new StageFolder(folder.resolve(name).toString());
    return Stage.run(new AugmentJob(), recipe(endpoint()), input(folder), output);
  }

  private static StageFolder input(Path folder) {
    return new StageFolder(folder.resolve("in").toString());
  }

  private String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static Recipe recipe(String endpoint) {
    return new Recipes()
        .augment(
            new AugmentSection(
                "openai", endpoint, "m", "", List.of("de"), 1.0, 0.05, 0.98, 2, 1, 120))
        .build();
  }

  /** The first loses a number on the way. */
  private static List<Document> documents() {
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      String text =
          "Case %d: the man from ward %s took the red pill at noon, and %s he slept %s the night."
              .formatted(i, "abcdefghijkl".charAt(i), word(i), word(i + 5));
      documents.add(
          Document.collected(text, List.of(), "s", "" + i, "f", i, Map.of("lang", "en"))
              .withSplit("train"));
    }
    return documents;
  }

  private static String word(int i) {
    return Stream.of("soon", "then", "later", "quietly", "often", "through", "half", "most of")
        .skip(i % 8)
        .findFirst()
        .orElseThrow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (!admitted(body)) {
      held.add(body);
      return;
    }
    ObjectMapper json = new ObjectMapper();
    JsonNode request = json.readTree(body).path("messages").path(1).path("content");
    String text = request.asText().replace("pill", "tablet").replace("Case 0", "Case no");
    String answer =
        "{\"choices\":[{\"message\":{\"content\":" + json.writeValueAsString(text) + "}}]}";
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private synchronized boolean admitted(String body) {
    if (answered.size() >= limit) {
      return false;
    }
    answered.add(body);
    return true;
  }

  /** What runs in the process that is killed. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      Path folder = Path.of(arguments[0]);
      new AugmentJob()
          .run(
              LocalSpark.session(),
              recipe(arguments[1]),
              input(folder),
              new StageFolder(folder.resolve("killed/augment/1").toString()));
    }
  }
}
