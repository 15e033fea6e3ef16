package io.seekforge.corpus;

import static io.seekforge.corpus.Stage.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.AugmentSection.CostSection;
import io.seekforge.api.recipe.DedupSection;
import io.seekforge.api.recipe.DedupSection.RecordsSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.SemanticSection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents that say the same in other words. */
final class SemanticDedupTest {
  private static final String DOSE =
      "Adults take aspirin 500 mg by mouth every day against pain of the joints";

  @TempDir private Path folder;

  @Test
  void wordsInAnotherOrderGoAndOtherNumbersStay() {
    Document kept = plain("a", DOSE + ", with much water.");
    Document reordered =
        plain("b", "Against pain of the joints, adults every day take by mouth aspirin 500 mg.");
    Document shouted = plain("c", reordered.text().toUpperCase(Locale.ROOT));
    Document doubled = plain("d", DOSE.replace("500", "1000") + ", with much water.");
    Document other = plain("e", "The kidney filters blood and makes urine in all of us.");
    Document marks = plain("f", "…");

    Stage stage =
        Stage.run(
            new DedupJob(),
            recipe(0.8, SemanticSection.of("hashed", 0.8), List.of()),
            List.of(kept, reordered, shouted, doubled, other, marks),
            folder);

    assertThat(stage.documents()).extracting(Document::key).containsOnly("a", "d", "e", "f");
    Document best = reordered.id().compareTo(shouted.id()) < 0 ? reordered : shouted;
    Document copy = best.equals(reordered) ? shouted : reordered;
    LedgerEntry entry = stage.entry(best.id(), "semantic_duplicate");
    assertThat(entry.duplicateOf()).isEqualTo(kept.id());
    assertThat(Double.parseDouble(entry.value())).isBetween(0.8, 1.0);
    assertThat(entry.threshold()).isEqualTo("0.8");
    String cluster =
        List.of(kept.id(), best.id(), copy.id()).stream().sorted().findFirst().orElseThrow();
    assertThat(entry.detail()).startsWith("file=f.jsonl ").endsWith(" cluster=" + cluster);
    assertThat(stage.entry(copy.id(), "exact_duplicate"))
        .returns(kept.id(), LedgerEntry::duplicateOf)
        .satisfies(found -> assertThat(found.detail()).endsWith(" copy_of=" + best.id()));
    assertThat(stage.entry(marks.id(), "semantic_no_words").action())
        .isEqualTo(LedgerEntry.Action.KEEP);
    assertThat(stage.documents())
        .filteredOn(document -> document.key().equals("a"))
        .extracting(Document::cluster)
        .containsExactly(cluster);
    assertThat(stage.counts().reasons())
        .isEqualTo(
            Map.of("exact_duplicate", 1L, "semantic_duplicate", 1L, "keep_semantic_no_words", 1L));
    assertThat(stage.counts().figures())
        .containsEntry("semantic_drops", 1.0)
        .containsEntry("embedded_documents", 4.0)
        .containsEntry("semantic_clusters", 1.0);
  }

  @Test
  void whatIsThereAlreadyIsNamedAndNearDuplicatesFollow() {
    Document known = plain("k", DOSE + " and of the back.");
    StageFolder there = new StageFolder(folder.resolve("there").toString());
    DocumentTable.write(
        LocalSpark.session()
            .createDataFrame(List.of(DocumentTable.row(known)), DocumentTable.SCHEMA),
        there.documents());
    String words =
        "Of the joints and of the back pain: every day adults take aspirin 500 mg by mouth";
    Document longer = plain("a", words + ", with a big glass of cold water or tea after the meal.");
    Document near = plain("b", words + ", with a big glass of cold water or tea after meal.");

    Stage stage =
        Stage.run(
            new DedupJob(),
            recipe(0.6, SemanticSection.of("hashed", 0.6), List.of(there.documents())),
            List.of(longer, near),
            folder);

    assertThat(stage.documents()).isEmpty();
    LedgerEntry entry = stage.entry(longer.id(), "semantic_duplicate");
    assertThat(entry.duplicateOf()).isEqualTo(known.id());
    assertThat(entry.detail()).endsWith(" against=true");
    assertThat(stage.entry(near.id(), "minhash_duplicate"))
        .returns(known.id(), LedgerEntry::duplicateOf)
        .satisfies(found -> assertThat(found.detail()).endsWith(" like=" + longer.id()));
  }

  /** The server's vectors say which letter a text begins with; words play no part. */
  @Test
  void anEndpointIsAskedOnceAndPricedWithinABudget() throws IOException {
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/embeddings", exchange -> answer(exchange, asked));
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
      List<Document> documents =
          List.of(
              plain("a", "alpha rays are helium"),
              plain("b", "an electron is light"),
              plain("c", "beta rays are electrons"),
              plain("d", "refuse this text"));
      Recipe recipe = recipe(0.8, endpoint(address, new CostSection(2, 0, 0)), List.of());
      Stage stage = run("first/dedup/1", recipe, documents);
      assertThat(stage.documents()).extracting(Document::key).containsOnly("a", "c", "d");
      assertThat(stage.entry(documents.get(1).id(), "semantic_duplicate").duplicateOf())
          .isEqualTo(documents.get(0).id());
      assertThat(stage.entry(documents.get(3).id(), "semantic_endpoint_refused").value())
          .startsWith("the endpoint answered 400");
      assertThat(stage.counts().figures())
          .containsEntry("prompt_tokens", 3.0)
          .containsEntry("cost", 6e-6);
      assertThat(asked).contains("alpha rays are helium", "beta rays are electrons");

      asked.clear();
      assertThat(run("first/dedup/2", recipe, documents)).isEqualTo(stage);
      assertThat(asked).as("what was answered is not asked again").containsOnly("refuse this text");

      Recipe poor = recipe(0.8, endpoint(address, new CostSection(2, 0, 1e-6)), List.of());
      assertThatThrownBy(() -> run("poor/dedup/1", poor, many()))
          .hasStackTraceContaining("Cannot stay within dedup.semantic.costs.budget");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void anotherModelUnderTheSameNameAndNoEngineAreTold() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/embeddings",
        exchange -> {
          String vector = exchange.getRequestBody().readAllBytes().length % 2 == 0 ? "1" : "1,0";
          send(exchange, 200, "{\"data\":[{\"embedding\":[" + vector + "]}]}");
        });
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
      Recipe recipe = recipe(0.8, endpoint(address, new CostSection(0, 0, 0)), List.of());
      List<Document> documents = List.of(plain("a", "one text"), plain("b", "other texts"));
      assertThatThrownBy(() -> run("mixed/dedup/1", recipe, documents))
          .isInstanceOf(SeekforgeException.class)
          .hasMessageContaining("Cannot compare vectors of 1 and of 2 numbers");
      assertThatThrownBy(
              () ->
                  run(
                      "none/dedup/1",
                      recipe(0.8, SemanticSection.of("model", 0.9), List.of()),
                      documents))
          .isInstanceOf(SeekforgeException.class)
          .hasMessageContaining("dedup.semantic.embedder model");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aThresholdThatIsNoCosineIsRefused() {
    for (double threshold : new double[] {0, -1, 1.01, Double.NaN}) {
      assertThatThrownBy(() -> SemanticSection.of("hashed", threshold))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Invalid threshold: ");
    }
  }

  private static List<Document> many() {
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      documents.add(plain("m" + i, "word" + i + " stands here alone " + "xyz".repeat(i)));
    }
    return documents;
  }

  private Stage run(String name, Recipe recipe, List<Document> documents) {
    StageFolder input = new StageFolder(folder.resolve(name + "-in").toString());
    List<Row> rows = documents.stream().map(DocumentTable::row).toList();
    DocumentTable.write(
        LocalSpark.session().createDataFrame(rows, DocumentTable.SCHEMA), input.documents());
    return Stage.run(
        new DedupJob(), recipe, input, new StageFolder(folder.resolve(name).toString()));
  }

  private static SemanticSection endpoint(String address, CostSection costs) {
    return new SemanticSection(
        "openai", 0.9, true, 0, "", 2000, address, "m", "", 1, 2, 1, 5, costs);
  }

  private static Recipe recipe(double near, SemanticSection semantic, List<String> against) {
    return new Recipes()
        .dedup(new DedupSection(near, 3, 64, "longest", RecordsSection.none(), against, semantic))
        .build();
  }

  private static void answer(HttpExchange exchange, List<String> asked) throws IOException {
    JsonNode input = new ObjectMapper().readTree(exchange.getRequestBody()).path("input");
    input.forEach(text -> asked.add(text.asText()));
    ObjectNode answer = new ObjectMapper().createObjectNode();
    ArrayNode data = answer.putArray("data");
    for (JsonNode text : input) {
      boolean first = text.asText().startsWith("a");
      data.addObject().putArray("embedding").add(first ? 1 : 0).add(first ? 0.1 : 1);
    }
    answer.putObject("usage").put("prompt_tokens", input.size());
    send(exchange, input.toString().contains("refuse") ? 400 : 200, answer.toString());
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
