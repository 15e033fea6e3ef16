package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.Message;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.AugmentSection;
import io.seekforge.api.recipe.NormalizeSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.text.translate.KeptAnswer;
import io.seekforge.text.translate.Translation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real HTTP server that "translates" by changing a few words. */
final class AugmentJobTest {
  private final AtomicInteger calls = new AtomicInteger();
  private HttpServer server;
  private int status = 200;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/chat/completions", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static final String LONG_TEXT =
      "Many people who come to the ward in winter ask whether the red pill is better than the"
          + " white one, and the doctors tell them that both hold the same amount of the same"
          + " substance, so that it makes a difference only to those who like one colour more.";

  @Test
  void variantsCarryTheirParentAndNothingIsAskedTwice() {
    Document case1 =
        conversation("a", "The old man took 20 mg of the drug every day and felt well.", "gout");
    Document unchanged = plain("b", "Nothing here is ever changed by the server at all", "train");
    Document leaking = plain("c", "Take the pill at noon with water and bread", "train");
    Document test = plain("d", "Take  the TABLET at noon with water and bread", "test");
    Document nearing = plain("e", LONG_TEXT, "train");
    Document valid = plain("f", LONG_TEXT.replace("pill", "tablet") + " So it is.", "valid");
    Document termed = plain("g", "Ask about the syndrome every single day, they say.", "train");
    List<Document> documents = List.of(case1, unchanged, leaking, test, nearing, valid, termed);

    Stage stage = Stage.run(new AugmentJob(), recipe(), documents, folder.resolve("run/1"));

    List<Document> variants =
        stage.documents().stream().filter(document -> !document.parent().isEmpty()).toList();
    assertThat(variants).hasSize(1);
    Document variant = variants.get(0);
    assertThat(variant.parent()).isEqualTo(case1.id());
    assertThat(variant.split()).isEqualTo("train");
    assertThat(variant.cluster()).isEqualTo(case1.cluster());
    assertThat(variant.metadata()).containsEntry("augmented_by", "backtranslation:de");
    assertThat(variant.messages().get(0).content()).contains("medicine");
    assertThat(variant.messages().get(1)).isEqualTo(case1.messages().get(1));
    assertThat(stage.documents()).containsAll(documents).hasSize(8);
    stage.entry(unchanged.id(), "backtranslation_unchanged");
    assertThat(stage.entry(leaking.id(), "backtranslation_duplicate").duplicateOf())
        .isEqualTo(test.id());
    LedgerEntry near = stage.entry(nearing.id(), "backtranslation_near_duplicate");
    assertThat(near.duplicateOf()).isEqualTo(valid.id());
    assertThat(near.action()).isEqualTo(LedgerEntry.Action.KEEP);
    assertThat(near.detail()).startsWith("pivot=de variant=");
    assertThat(stage.entry(termed.id(), "backtranslation_term_lost").value()).isEqualTo("syndrome");
    assertThat(stage.counts().figures())
        .containsEntry("variants", 1.0)
        .containsEntry("documents_chosen", 5.0)
        .containsEntry("prompt_tokens", 70.0)
        .containsEntry("completion_tokens", 20.0);

    int asked = calls.get();
    assertThat(asked).isEqualTo(10);
    Stage again = Stage.run(new AugmentJob(), recipe(), documents, folder.resolve("run/2"));
    assertThat(calls).hasValue(asked);
    assertThat(again.documents()).isEqualTo(stage.documents());
    assertThat(again.ledger()).isEqualTo(stage.ledger());
    assertThat(again.counts()).isEqualTo(stage.counts());
  }

  @Test
  void anEndpointOutOfOrderStopsTheStage() {
    status = 503;
    Document document = plain("a", "Take the pill at noon with water", "train");
    assertThatThrownBy(
            () -> Stage.run(new AugmentJob(), recipe(), List.of(document), folder.resolve("run")))
        .hasStackTraceContaining("failed 2 times, at last: it answered 503");
  }

  @Test
  void aMissingKeyIsNamedBeforeAnyCall() {
    Document document = plain("a", "Take the pill at noon with water", "train");
    AugmentSection section = augment("SEEKFORGE_TEST_NO_SUCH_VARIABLE");
    Recipe recipe = new Recipes().augment(section).build();
    assertThatThrownBy(
            () -> Stage.run(new AugmentJob(), recipe, List.of(document), folder.resolve("run")))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("SEEKFORGE_TEST_NO_SUCH_VARIABLE");
    assertThat(calls).hasValue(0);
  }

  @Test
  void offTheDocumentsPassAsTheyAre() {
    Document document = plain("a", "Take the pill at noon with water", "train");
    Stage stage =
        Stage.run(
            new AugmentJob(), new Recipes().build(), List.of(document), folder.resolve("run"));
    assertThat(stage.only()).isEqualTo(document);
    assertThat(stage.ledger()).isEmpty();
  }

  @Test
  void aSharedCacheKeepsWhatItWasGiven() throws IOException {
    SharedCache cache = new SharedCache(folder.toUri() + "/cache", new Configuration());
    String key = "ab".repeat(32);
    assertThat(cache.read(key)).isEmpty();
    KeptAnswer answer = KeptAnswer.of(new Translation("多喝水\n\"x\"", 3, 4));
    cache.write(key, answer);
    assertThat(cache.read(key)).contains(answer);
    assertThat(new SharedCache(folder.toUri() + "/cache", new Configuration()).read(key))
        .contains(answer);
  }

  private static Document plain(String key, String text, String split) {
    return Document.collected(text, List.of(), "s", key, "f", 0, Map.of("lang", "en"))
        .withSplit(split);
  }

  private static Document conversation(String key, String prompt, String completion) {
    List<Message> turns =
        List.of(new Message("user", prompt), new Message("assistant", completion));
    return Document.collected("", turns, "s", key, "f", 0, Map.of("lang", "en"))
        .withCluster("cluster-of-" + key)
        .withSplit("train");
  }

  private void answer(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    ObjectMapper json = new ObjectMapper();
    String text =
        json.readTree(exchange.getRequestBody())
            .path("messages")
            .path(1)
            .path("content")
            .asText()
            .replace("drug", "medicine")
            .replace("pill", "tablet")
            .replace("syndrome every single", "illness each and every");
    String answer =
        "{\"choices\":[{\"message\":{\"content\":"
            + json.writeValueAsString(text)
            + "}}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}}";
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private AugmentSection augment(String keyVariable) {
    String endpoint = "http://127.0.0.1:" + server.getAddress().getPort();
    return new AugmentSection(
        "openai", endpoint, "m", keyVariable, List.of("de"), 1.0, 0.05, 0.98, 2, 1, 20);
  }

  private Recipe recipe() {
    try {
      Path glossary = folder.resolve("glossary.csv");
      Files.writeString(glossary, "concept,canonical,variant\nC1,syndrome,illness complex\n");
      NormalizeSection.GlossarySection section =
          new NormalizeSection.GlossarySection(
              glossary.toString(), Map.of(), ",", true, "auto", "");
      return new Recipes()
          .augment(augment(""))
          .normalize(new NormalizeSection(List.of(section), "none", true))
          .build();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
