package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.seekforge.api.Document;
import io.seekforge.api.Message;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.AugmentSection;
import io.seekforge.api.recipe.Recipe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real HTTP server that "translates" by changing one word. */
final class AugmentJobTest {
  private final SparkSession spark = LocalSpark.session();
  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void variantsCarryTheirParentAndNothingIsAskedTwice(@TempDir Path folder) throws IOException {
    HttpServer server = server();
    try {
      StageFolder input = new StageFolder(folder + "/split/0");
      DocumentTable.write(
          spark.createDataFrame(
              documents().stream().map(DocumentTable::row).toList(), DocumentTable.SCHEMA),
          input.documents());
      StageFolder output = new StageFolder(folder + "/augment/1");
      StageCounts counts = new AugmentJob().run(spark, recipe(server), input, output);
      assertThat(counts.figures()).containsEntry("variants", 1.0);
      assertThat(counts.reasons()).containsEntry("keep_backtranslation_unchanged", 1L);
      Document parent = documents().get(0);
      List<Document> variants =
          DocumentTable.read(spark, output.documents())
              .where("parent != ''")
              .collectAsList()
              .stream()
              .map(DocumentTable::document)
              .toList();
      assertThat(variants)
          .singleElement()
          .satisfies(
              variant -> {
                assertThat(variant.parent()).isEqualTo(parent.id());
                assertThat(variant.split()).isEqualTo("train");
                assertThat(variant.messages().get(0).content()).contains("medicine");
                assertThat(variant.messages().get(1)).isEqualTo(parent.messages().get(1));
              });
      int asked = calls.get();
      new AugmentJob().run(spark, recipe(server), input, new StageFolder(folder + "/augment/2"));
      assertThat(calls).hasValue(asked);
    } finally {
      server.stop(0);
    }
  }

  private static List<Document> documents() {
    List<Message> turns =
        List.of(
            new Message(
                "user",
                "The old man took 20 mg of the drug every day for 3 weeks and felt well again."),
            new Message("assistant", "gout"));
    return List.of(
        Document.collected("", turns, "s", "a", "f", 0, Map.of("lang", "en")).withSplit("train"),
        Document.collected(
                "Nothing here is ever changed by the server at all",
                List.of(),
                "s",
                "b",
                "f",
                1,
                Map.of())
            .withSplit("train"),
        Document.collected(
                "A drug in the test set stays alone", List.of(), "s", "c", "f", 2, Map.of())
            .withSplit("test"));
  }

  private HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ObjectMapper json = new ObjectMapper();
    server.createContext(
        "/chat/completions",
        exchange -> {
          calls.incrementAndGet();
          String text =
              json.readTree(exchange.getRequestBody())
                  .path("messages")
                  .path(1)
                  .path("content")
                  .asText();
          String answer =
              "{\"choices\":[{\"message\":{\"content\":"
                  + json.writeValueAsString(text.replace("drug", "medicine"))
                  + "}}]}";
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static Recipe recipe(HttpServer server) {
    String endpoint = "http://127.0.0.1:" + server.getAddress().getPort();
    AugmentSection augment =
        new AugmentSection("openai", endpoint, "m", "", List.of("de"), 1.0, 0.05, 0.95, 2, 1, 5);
    return new Recipe(
        "t", 1, "work", null, null, null, null, null, null, augment, null, null, null, null, null,
        null);
  }
}
