package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.Document;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.AugmentSection;
import io.seekforge.api.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private HoldingServer server;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    server = new HoldingServer(KilledAugmentTest::answer);
    server.limit(ANSWERED);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whatWasAnsweredIsNotAskedAgain() throws Exception {
    List<Row> rows = documents().stream().map(DocumentTable::row).toList();
    StageFolder input = new StageFolder(folder.resolve("in").toString());
    DocumentTable.write(
        LocalSpark.session().createDataFrame(rows, DocumentTable.SCHEMA), input.documents());
    killHalfWay();
    assertThat(server.answered()).hasSize(ANSWERED).doesNotHaveDuplicates();
    assertThat(server.held()).isNotEmpty();

    server.limit(Integer.MAX_VALUE);
    Stage resumed = run("killed/augment/2");
    assertThat(server.answered())
        .hasSize(2 * DOCUMENTS)
        .doesNotHaveDuplicates()
        .containsAll(server.held());
    Stage whole = run("whole/augment/1");
    assertThat(server.answered()).hasSize(4 * DOCUMENTS);
    assertThat(resumed).isEqualTo(whole);
    assertThat(resumed.counts().figures()).containsEntry("variants", DOCUMENTS - 1.0);
    assertThat(resumed.counts().reasons())
        .isEqualTo(Map.of("keep_backtranslation_number_lost", 1L));
  }

  private void killHalfWay() throws Exception {
    Path cache = folder.resolve("killed/cache");
    ChildJvm.kill(
        folder.resolve("child.log"),
        150,
        () -> ChildJvm.keptAnswers(cache) >= ANSWERED && !server.held().isEmpty(),
        Child.class,
        folder.toString(),
        server.address());
  }

  private Stage run(String name) {
    StageFolder output = new StageFolder(folder.resolve(name).toString());
    return Stage.run(new AugmentJob(), recipe(server.address()), input(folder), output);
  }

  private static StageFolder input(Path folder) {
    return new StageFolder(folder.resolve("in").toString());
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

  private static HoldingServer.Answer answer(String body) throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode request = json.readTree(body).path("messages").path(1).path("content");
    String text = request.asText().replace("pill", "tablet").replace("Case 0", "Case no");
    return new HoldingServer.Answer(
        200, "{\"choices\":[{\"message\":{\"content\":" + json.writeValueAsString(text) + "}}]}");
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
