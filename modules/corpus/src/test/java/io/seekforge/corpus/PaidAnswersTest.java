package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.seekforge.api.Document;
import io.seekforge.api.recipe.AugmentSection;
import io.seekforge.api.recipe.AugmentSection.AdversarialSection;
import io.seekforge.api.recipe.AugmentSection.CostSection;
import io.seekforge.api.recipe.AugmentSection.QuestionSection;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An endpoint with slow answers that refuses its key once, while both tasks have all their requests
 * in flight: the stage fails, and the next run asks for nothing that was answered.
 */
final class PaidAnswersTest {
  private static final int DOCUMENTS = 40;
  private static final int TASKS = 2;
  private static final int CONCURRENCY = 4;
  private static final long SLOW_MILLIS = 700;

  private final Map<String, Integer> answered = new ConcurrentHashMap<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final CountDownLatch refusal = new CountDownLatch(TASKS * CONCURRENCY);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile boolean slow = true;
  private HttpServer server;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/chat/completions",
        exchange ->
            answer(
                exchange,
                "{\"choices\":[{\"message\":{\"content\":\"[]\"}}],\"usage\":{\"prompt_tokens\":9}}"));
    server.createContext(
        "/embeddings",
        exchange ->
            answer(exchange, "{\"data\":[{\"embedding\":[1,2]}],\"usage\":{\"prompt_tokens\":9}}"));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void answersInFlightAreKeptWhenTheirStageFails() {
    AugmentSection section =
        new AugmentSection(
            "none",
            address(),
            "m",
            "",
            List.of("es"),
            1.0,
            0.05,
            0.95,
            CONCURRENCY,
            1,
            60,
            "",
            new CostSection(1, 1, 1000),
            new AdversarialSection(List.of(), 0.1, 1),
            new QuestionSection(3, "", 8000, 0.6, 1));
    failsAndGoesOn(new AugmentJob(), new Recipes().augment(section).build());
  }

  @Test
  void vectorsInFlightAreKeptWhenTheirStageFails() {
    SemanticSection section =
        new SemanticSection(
            "openai",
            0.99,
            true,
            0,
            "",
            2000,
            address(),
            "m",
            "",
            1,
            CONCURRENCY,
            1,
            60,
            new CostSection(1, 1, 1000));
    DedupSection dedup =
        new DedupSection(1, 3, 64, "longest", RecordsSection.none(), List.of(), section);
    failsAndGoesOn(new DedupJob(), new Recipes().dedup(dedup).build());
  }

  private void failsAndGoesOn(CorpusJob job, Recipe recipe) {
    assertThatThrownBy(() -> Stage.run(job, recipe, documents(), folder.resolve("run/1")))
        .hasStackTraceContaining("answered 401");
    assertThat(inFlight).as("requests that outlive their stage").hasValue(0);
    assertThat(answered).hasSizeBetween(TASKS * CONCURRENCY - 1, DOCUMENTS - 1);

    slow = false;
    Stage.run(job, recipe, documents(), folder.resolve("run/2"));
    assertThat(answered).hasSize(DOCUMENTS);
    assertThat(answered.values()).containsOnly(1);
  }

  private static List<Document> documents() {
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      String text = "Case %d came to ward %d with a pain in toe %d.".formatted(i, i + 50, i + 100);
      documents.add(
          Document.collected(text, List.of(), "s", "" + i, "f", i, Map.of("lang", "en"))
              .withSplit("train"));
    }
    return documents;
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The last of the first requests is refused, once all of them are in flight. */
  private void answer(HttpExchange exchange, String answer) throws IOException {
    inFlight.incrementAndGet();
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean refused = calls.incrementAndGet() == TASKS * CONCURRENCY;
    refusal.countDown();
    try {
      if (slow && !refused && refusal.await(60, TimeUnit.SECONDS)) {
        Thread.sleep(SLOW_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!refused) {
      answered.merge(request, 1, Integer::sum);
    }
    inFlight.decrementAndGet();
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(refused ? 401 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
