package io.seekforge.text.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.seekforge.api.recipe.AugmentSection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real HTTP server on the loopback address. */
final class OpenAiTranslatorTest {
  private final AtomicInteger calls = new AtomicInteger();
  private HttpServer server;

  @TempDir Path cache;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aTextIsAskedForOnceEvenByAnotherRun() throws TranslationFailure {
    assertThat(translator("ok", 2).translate("good morning", "en", "de")).isEqualTo("GOOD MORNING");
    assertThat(translator("ok", 2).translate("good morning", "en", "de")).isEqualTo("GOOD MORNING");
    assertThat(calls).hasValue(1);
    assertThat(translator("ok", 2).translate("good morning", "en", "fr")).isEqualTo("GOOD MORNING");
    assertThat(calls).hasValue(2);
  }

  @Test
  void busyAndBrokenServersAreTriedAgain() throws TranslationFailure {
    assertThat(translator("busy", 3).translate("x y", "en", "de")).isEqualTo("X Y");
    assertThat(calls).hasValue(3);
    calls.set(0);
    assertThat(translator("broken", 3).translate("x z", "en", "de")).isEqualTo("X Z");
    assertThat(calls).hasValue(3);
  }

  @Test
  void failuresSayWhy() {
    assertThatThrownBy(() -> translator("refuse", 3).translate("a", "en", "de"))
        .isInstanceOf(TranslationFailure.class)
        .hasMessageContaining("401");
    assertThat(calls).hasValue(1);
    assertThatThrownBy(() -> translator("huge", 0).translate("b", "en", "de"))
        .hasMessageContaining("4 MiB");
    assertThatThrownBy(() -> translator("empty", 0).translate("c", "en", "de"))
        .hasMessageContaining("no text");
    assertThatThrownBy(() -> translator("slow", 0).translate("d", "en", "de"))
        .hasMessageContaining("after 1 tries");
  }

  private OpenAiTranslator translator(String model, int retries) {
    String endpoint = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/";
    AugmentSection settings =
        new AugmentSection(
            "openai", endpoint, model, "", List.of("de"), 1.0, 0.05, 0.95, 2, retries, 1);
    return new OpenAiTranslator(settings, "key", cache);
  }

  private void answer(HttpExchange exchange) throws IOException {
    int call = calls.incrementAndGet();
    JsonNode request = new ObjectMapper().readTree(exchange.getRequestBody());
    String text = request.path("messages").path(1).path("content").asText();
    String good =
        "{\"choices\":[{\"message\":{\"content\":\""
            + text.toUpperCase(java.util.Locale.ROOT)
            + "\"}}]}";
    switch (request.path("model").asText()) {
      case "busy" -> {
        exchange.getResponseHeaders().add("Retry-After", "0");
        send(exchange, call < 3 ? 429 : 200, good);
      }
      case "broken" -> send(exchange, call < 3 ? 503 : 200, good);
      case "refuse" -> send(exchange, 401, "{}");
      case "huge" -> send(exchange, 200, " ".repeat((4 << 20) + 10));
      case "empty" -> send(exchange, 200, "{\"choices\":[]}");
      case "slow" -> {
        sleep();
        send(exchange, 200, good);
      }
      default -> send(exchange, 200, good);
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(1500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
