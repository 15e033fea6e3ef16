package io.seekforge.text.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.AugmentSection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real HTTP server on the loopback address. */
final class OpenAiTranslatorTest {
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final ExecutorService answering = Executors.newCachedThreadPool();
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private HttpServer server;

  @TempDir Path cache;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(answering);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    answering.shutdownNow();
  }

  @Test
  void aTextIsAskedForOnceEvenByAnotherRun() throws TranslationFailure {
    Translation first = translator("ok", 2).translate("good morning", "en", "de");
    assertThat(first).isEqualTo(new Translation("GOOD MORNING", 12, 3));
    assertThat(translator("ok", 2).translate("good morning", "en", "de")).isEqualTo(first);
    assertThat(calls).hasValue(1);
    translator("ok", 2).translate("good morning", "en", "fr");
    assertThat(calls).hasValue(2);
  }

  @Test
  void aSpoiledEntryOfTheCacheIsMadeAnew() throws Exception {
    translator("ok", 2).translate("good morning", "en", "de");
    try (Stream<Path> files = Files.walk(cache)) {
      List<Path> entries = files.filter(Files::isRegularFile).toList();
      assertThat(entries).hasSize(1);
      Files.writeString(entries.get(0), "{\"format\":1,\"te");
    }
    assertThat(translator("ok", 2).translate("good morning", "en", "de").text())
        .isEqualTo("GOOD MORNING");
    assertThat(calls).hasValue(2);
  }

  @Test
  void busyBrokenAndCutAnswersAreAskedForAgain() throws TranslationFailure {
    for (String model : List.of("busy", "broken", "cut", "cutjson")) {
      calls.set(0);
      assertThat(translator(model, 3).translate("x y", "en", "de").text()).isEqualTo("X Y");
      assertThat(calls).as(model).hasValue(3);
    }
  }

  @Test
  void anEndpointThatCannotBeUsedStopsTheRun() {
    assertThatThrownBy(() -> translator("forbidden", 3).translate("a", "en", "de"))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("answered 401")
        .hasMessageNotContaining("secret-key");
    assertThat(calls).hasValue(1);
    assertThatThrownBy(() -> translator("down", 1).translate("b", "en", "de"))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("failed 2 times, at last: it answered 503");
    for (String model : List.of("slow", "trickle")) {
      assertThatThrownBy(() -> translator(model, 0).translate("c", "en", "de"))
          .isInstanceOf(SeekforgeException.class)
          .hasMessageContaining("it did not answer in 1 s");
    }
  }

  @Test
  void aTextThatHasNoTranslationSaysWhy() {
    assertThat(reason("refuse")).isEqualTo("endpoint_refused");
    assertThat(reason("huge")).isEqualTo("answer_too_long");
    assertThat(reason("endless")).isEqualTo("answer_too_long");
    assertThat(reason("empty")).isEqualTo("answer_empty");
    assertThat(reason("limit")).isEqualTo("answer_cut");
    assertThat(calls).hasValue(5);
    assertThat(List.of(reason("huge"), reason("empty"), reason("limit")))
        .containsExactly("answer_too_long", "answer_empty", "answer_cut");
    assertThat(calls).as("what was paid for is kept").hasValue(5);
    assertThat(reason("refuse")).isEqualTo("endpoint_refused");
    assertThat(calls).hasValue(6);
  }

  @Test
  void requestsInFlightAreBounded() throws Exception {
    OpenAiTranslator translator = translator("pause", 0);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Translation>> all = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        String text = "text " + i;
        all.add(threads.submit(() -> translator.translate(text, "en", "de")));
      }
      for (int i = 0; i < 16; i++) {
        assertThat(all.get(i).get().text()).isEqualTo("TEXT " + i);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(mostAtOnce).hasValueBetween(1, 2);
  }

  @Test
  void closedItKeepsTheAnswerInFlightAndAsksNoMore() throws Exception {
    OpenAiTranslator translator = translator("held", 0);
    Future<Translation> underway = answering.submit(() -> translator.translate("a", "en", "de"));
    arrived.await();
    translator.close();
    assertThatThrownBy(() -> translator.translate("b", "en", "de"))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("Cannot translate: nothing more is asked");
    released.countDown();
    assertThat(underway.get().text()).isEqualTo("A");
    assertThat(translator.translate("a", "en", "de").text()).as("kept").isEqualTo("A");
    assertThat(calls).hasValue(1);
  }

  @Test
  void closedItPausesNoLonger() throws Exception {
    OpenAiTranslator translator = translator("later", 3);
    Future<Translation> pausing = answering.submit(() -> translator.translate("a", "en", "de"));
    arrived.await();
    translator.close();
    // The endpoint asks for 30 s.
    assertThatThrownBy(() -> pausing.get(15, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(SeekforgeException.class)
        .hasStackTraceContaining("nothing more is asked");
    assertThat(calls).hasValue(1);
  }

  @Test
  void longTextsGoInPassagesAndKeepTheirBreaks() throws TranslationFailure {
    String text = "  one. \n\n" + "word ".repeat(900) + "\n\n" + "end ".repeat(700) + "\n";
    Translation back = new BackTranslator(translator("ok", 0)).thereAndBack(text, "en", "de");
    assertThat(back.text()).isEqualTo(text.toUpperCase(Locale.ROOT));
    assertThat(calls).hasValue(6);
    assertThat(back.promptTokens()).isEqualTo(6 * 12);
  }

  private String reason(String model) {
    try {
      translator(model, 3).translate("x", "en", "de");
      throw new AssertionError("translated by " + model);
    } catch (TranslationFailure e) {
      return e.reason();
    }
  }

  private OpenAiTranslator translator(String model, int retries) {
    String endpoint = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/";
    // Only what is slow on purpose may run into the time limit, however busy the machine is.
    int seconds = List.of("slow", "trickle").contains(model) ? 1 : 60;
    AugmentSection settings =
        new AugmentSection(
            "openai", endpoint, model, "", List.of("de"), 1.0, 0.05, 0.95, 2, retries, seconds);
    return new OpenAiTranslator(settings, "secret-key", new FolderCache(cache));
  }

  private void answer(HttpExchange exchange) throws IOException {
    int call = calls.incrementAndGet();
    int now = atOnce.incrementAndGet();
    mostAtOnce.accumulateAndGet(now, Math::max);
    try {
      answer(exchange, call);
    } finally {
      atOnce.decrementAndGet();
    }
  }

  private void answer(HttpExchange exchange, int call) throws IOException {
    JsonNode request = new ObjectMapper().readTree(exchange.getRequestBody());
    assertThat(exchange.getRequestHeaders().getFirst("Authorization"))
        .isEqualTo("Bearer secret-key");
    String text = request.path("messages").path(1).path("content").asText();
    String good =
        new ObjectMapper()
            .createObjectNode()
            .put("text", text.toUpperCase(Locale.ROOT))
            .path("text")
            .toString();
    good =
        "{\"choices\":[{\"message\":{\"content\":"
            + good
            + "},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3}}";
    switch (request.path("model").asText()) {
      case "busy" -> {
        exchange.getResponseHeaders().add("Retry-After", "0");
        send(exchange, call < 3 ? 429 : 200, good);
      }
      case "later" -> {
        exchange.getResponseHeaders().add("Retry-After", "30");
        send(exchange, 429, "");
        arrived.countDown();
      }
      case "held" -> {
        arrived.countDown();
        await(released);
        send(exchange, 200, good);
      }
      case "broken" -> send(exchange, call < 3 ? 500 : 200, good);
      case "down" -> send(exchange, 503, "");
      case "cut" -> send(exchange, 200, good, call < 3 ? 100 : 0);
      case "cutjson" -> send(exchange, 200, call < 3 ? good.substring(0, 20) : good);
      case "forbidden" -> send(exchange, 401, "{}");
      case "refuse" -> send(exchange, 400, "{\"error\":\"too many tokens\"}");
      case "huge" -> send(exchange, 200, " ".repeat((4 << 20) + 10));
      case "endless" -> endless(exchange);
      case "empty" -> send(exchange, 200, "{\"choices\":[]}");
      case "limit" -> send(exchange, 200, good.replace("stop", "length"));
      case "slow" -> {
        sleep(1500);
        send(exchange, 200, good);
      }
      case "trickle" -> {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(good.substring(0, 5).getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        sleep(1500);
        exchange.close();
      }
      case "pause" -> {
        sleep(20);
        send(exchange, 200, good);
      }
      default -> send(exchange, 200, good);
    }
  }

  private static void endless(HttpExchange exchange) {
    try {
      exchange.sendResponseHeaders(200, 0);
      byte[] megabyte = new byte[1 << 20];
      for (int i = 0; i < 100; i++) {
        exchange.getResponseBody().write(megabyte);
      }
    } catch (IOException e) {
      exchange.close(); // the client hung up, as it should
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    send(exchange, status, body, 0);
  }

  private static void send(HttpExchange exchange, int status, String body, int missing)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length + missing);
    exchange.getResponseBody().write(bytes);
    exchange.getResponseBody().flush();
    exchange.close();
  }
}
