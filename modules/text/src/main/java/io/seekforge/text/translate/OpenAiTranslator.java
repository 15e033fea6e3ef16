package io.seekforge.text.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.api.recipe.AugmentSection;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Translates through an OpenAI-compatible {@code /chat/completions} endpoint (vLLM, the DeepSeek
 * API). At most {@code concurrency} requests are in flight; 429, 5xx and broken connections are
 * tried again after growing pauses (or what {@code Retry-After} says); answers are kept by content
 * hash, so that a text is asked for once. Safe for use by several threads.
 */
public final class OpenAiTranslator implements Translator {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST_ANSWER = 4 << 20;
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;
  private static final int TOO_MANY_REQUESTS = 429;

  private final AugmentSection settings;
  private final String apiKey;
  private final TranslationCache cache;
  private final Semaphore inFlight;
  private final HttpClient client;

  /**
   * @param apiKey the endpoint's key, "" if it wants none; only ever sent, never stored
   * @param cacheFolder where translations are kept
   */
  public OpenAiTranslator(AugmentSection settings, String apiKey, Path cacheFolder) {
    this.settings = settings;
    this.apiKey = apiKey;
    this.cache = new TranslationCache(cacheFolder);
    this.inFlight = new Semaphore(settings.concurrency());
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(settings.timeoutSeconds()))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  @Override
  public String translate(String text, String from, String to) throws TranslationFailure {
    String key = TranslationCache.key(settings.endpoint(), settings.model(), from, to, text);
    try {
      Optional<String> known = cache.read(key);
      if (known.isPresent()) {
        return known.get();
      }
      String translation = ask(body(text, from, to));
      cache.write(key, translation);
      return translation;
    } catch (IOException e) {
      throw new TranslationFailure("cache_unwritable", "Cannot use the cache: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TranslationFailure("interrupted", "Interrupted while waiting for the endpoint");
    }
  }

  private String ask(String body) throws TranslationFailure, InterruptedException {
    long pause = FIRST_PAUSE_MILLIS;
    String trouble = "";
    for (int attempt = 0; attempt <= settings.retries(); attempt++) {
      if (attempt > 0) {
        Thread.sleep(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
      inFlight.acquire();
      try {
        HttpResponse<InputStream> response =
            client.send(request(body), HttpResponse.BodyHandlers.ofInputStream());
        int status = response.statusCode();
        byte[] answer = read(response);
        if (status == 200) {
          return content(answer);
        }
        trouble = "the endpoint answered " + status;
        if (status != TOO_MANY_REQUESTS && status < 500) {
          throw new TranslationFailure("endpoint_refused", "Cannot translate: " + trouble);
        }
        pause = Math.max(pause, retryAfterMillis(response));
      } catch (IOException e) {
        trouble = e.getClass().getSimpleName() + ": " + e.getMessage();
      } finally {
        inFlight.release();
      }
    }
    throw new TranslationFailure(
        "endpoint_failed",
        "Cannot translate after " + (settings.retries() + 1) + " tries: " + trouble);
  }

  private HttpRequest request(String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(settings.endpoint().replaceAll("/+$", "") + "/chat/completions"))
            .timeout(Duration.ofSeconds(settings.timeoutSeconds()))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!apiKey.isEmpty()) {
      request.header("Authorization", "Bearer " + apiKey);
    }
    return request.build();
  }

  /** Reads an answer of bounded size: an endpoint that never stops must not fill the memory. */
  private static byte[] read(HttpResponse<InputStream> response)
      throws IOException, TranslationFailure {
    try (InputStream in = response.body()) {
      byte[] bytes = in.readNBytes(LARGEST_ANSWER + 1);
      if (bytes.length > LARGEST_ANSWER) {
        throw new TranslationFailure(
            "answer_too_long", "Cannot translate: the answer is above 4 MiB");
      }
      return bytes;
    }
  }

  private static String content(byte[] answer) throws IOException, TranslationFailure {
    JsonNode message =
        JSON.readTree(answer).path("choices").path(0).path("message").path("content");
    if (!message.isTextual() || message.asText().isBlank()) {
      throw new TranslationFailure("answer_empty", "Cannot translate: the answer holds no text");
    }
    return message.asText().strip();
  }

  private static long retryAfterMillis(HttpResponse<?> response) {
    String seconds = response.headers().firstValue("Retry-After").orElse("");
    return seconds.matches("\\d{1,4}")
        ? Math.min(1000 * Long.parseLong(seconds), LONGEST_PAUSE_MILLIS)
        : 0;
  }

  private String body(String text, String from, String to) {
    ObjectNode body = JSON.createObjectNode().put("model", settings.model()).put("temperature", 0);
    body.putArray("messages")
        .add(
            JSON.createObjectNode()
                .put("role", "system")
                .put(
                    "content",
                    "Translate the user's text from "
                        + from
                        + " to "
                        + to
                        + ". Answer with the translation only. Keep numbers, units and names."))
        .add(JSON.createObjectNode().put("role", "user").put("content", text));
    return new String(body.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
