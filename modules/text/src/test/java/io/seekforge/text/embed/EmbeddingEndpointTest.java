package io.seekforge.text.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.seekforge.api.SeekforgeException;
import io.seekforge.text.translate.EndpointSettings;
import io.seekforge.text.translate.FolderCache;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real HTTP server on the loopback address. */
final class EmbeddingEndpointTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;

  @TempDir Path cache;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/embeddings", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void textsGoInBatchesAndAreAskedForOnce() {
    List<String> texts = List.of("a", "bb", "a", "cccc", "bb");
    List<Embedded> first = endpoint("m", 2).embed(texts);
    assertThat(sizes).containsExactly(2, 1);
    assertThat(first).extracting(Embedded::tokens).containsExactly(3L, 7L, 0L, 10L, 0L);
    assertThat(first.get(0).vector()).containsExactly(first.get(2).vector());
    // (1, length) of length 1, though the answers come last first.
    assertThat(first.get(1).vector()[0]).isCloseTo((float) (1 / Math.sqrt(5)), within(1e-6f));
    assertThat(first.get(1).vector()[1]).isCloseTo((float) (2 / Math.sqrt(5)), within(1e-6f));

    List<Embedded> again = endpoint("m", 32).embed(texts);
    assertThat(sizes).hasSize(2);
    for (int i = 0; i < texts.size(); i++) {
      assertThat(again.get(i).vector()).containsExactly(first.get(i).vector());
      assertThat(again.get(i).tokens()).isEqualTo(first.get(i).tokens());
    }
    endpoint("other", 32).embed(List.of("a"));
    assertThat(sizes).hasSize(3);
  }

  @Test
  void aRefusedTextStandsAloneAndIsNotKept() {
    List<String> texts = List.of("a", "bb", "refuse", "cccc");
    for (int run = 0; run < 2; run++) {
      List<Embedded> found = endpoint("m", 4).embed(texts);
      assertThat(found)
          .extracting(Embedded::reason)
          .containsExactly("", "", "endpoint_refused", "");
      assertThat(found.get(2).vector()).isNull();
      assertThat(found.get(2).message()).contains("answered 400");
    }
    assertThat(sizes).containsExactly(4, 2, 2, 1, 1, 1);
  }

  @Test
  void answersThatAreNoVectorsAreAskedForAgainAndThenStop() {
    for (String model : List.of("short", "words", "zero", "twice")) {
      sizes.clear();
      assertThatThrownBy(() -> endpoint(model, 8).embed(List.of("a", "bb")))
          .isInstanceOf(SeekforgeException.class)
          .hasMessageContaining("Cannot embed: http")
          .hasMessageContaining("failed 2 times, at last: its answer");
      assertThat(sizes).as(model).hasSize(2);
    }
  }

  private EmbeddingEndpoint endpoint(String model, int batch) {
    String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/";
    return new EmbeddingEndpoint(
        new EndpointSettings("Cannot embed", "dedup.semantic", address, 2, 1, 5),
        model,
        batch,
        "",
        new FolderCache(cache));
  }

  private void answer(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    JsonNode input = request.path("input");
    sizes.add(input.size());
    boolean refused = input.toString().contains("refuse");
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode data = answer.putArray("data");
    String model = request.path("model").asText();
    for (int i = input.size() - 1; i >= 0; i--) {
      ObjectNode one = data.addObject().put("index", model.equals("twice") ? 0 : i);
      ArrayNode vector = one.putArray("embedding");
      switch (model) {
        case "words" -> vector.add("x").add(1);
        case "zero" -> vector.add(0).add(0);
        default -> vector.add(1).add(input.get(i).asText().length());
      }
    }
    if (model.equals("short")) {
      data.remove(0);
    }
    answer.putObject("usage").put("prompt_tokens", 10);
    byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(refused ? 400 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
