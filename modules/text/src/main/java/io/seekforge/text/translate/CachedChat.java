package io.seekforge.text.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.api.ContentHash;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.AugmentSection;
import java.io.IOException;

/**
 * One question, one answer of a chat model, kept by a hash of model and prompt, so that nothing is
 * asked twice. Safe for use by several threads.
 */
public final class CachedChat implements AutoCloseable {
  /** Part of the cache's keys: raised whenever the request changes. */
  private static final String VERSION = "chat-1";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final AugmentSection settings;
  private final TranslationCache cache;
  private final JsonEndpoint endpoint;

  /**
   * @param apiKey the endpoint's key, "" if it wants none; only ever sent, never stored or logged
   * @param cache where answers are kept
   */
  public CachedChat(AugmentSection settings, String apiKey, TranslationCache cache) {
    this.settings = settings;
    this.cache = cache;
    this.endpoint = new JsonEndpoint(EndpointSettings.of(settings), "/chat/completions", apiKey);
  }

  /**
   * The model's answer to a prompt, with the tokens it cost when it was made.
   *
   * @throws TranslationFailure if the endpoint refuses this prompt or its answer is empty or cut
   * @throws SeekforgeException if the endpoint cannot be used
   */
  public Translation answer(String prompt) throws TranslationFailure {
    return ask(ContentHash.of(VERSION, settings.model(), prompt), body(prompt));
  }

  /**
   * The answer to a request.
   *
   * @param key names all that the answer depends on
   * @param body JSON of the request
   */
  Translation ask(String key, String body) throws TranslationFailure {
    return cache.answer(key, () -> fresh(body));
  }

  private Translation fresh(String body) throws TranslationFailure {
    try {
      return endpoint.ask(body, CachedChat::parsed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SeekforgeException("Cannot ask the endpoint: interrupted", e);
    }
  }

  /** Nothing more is asked; answers that are on their way are still kept. */
  @Override
  public void close() {
    endpoint.close();
  }

  private String body(String prompt) {
    ObjectNode body = JSON.createObjectNode().put("model", settings.model()).put("temperature", 0);
    body.putArray("messages")
        .add(JSON.createObjectNode().put("role", "user").put("content", prompt));
    return body.toString();
  }

  private static Translation parsed(byte[] answer) throws IOException, TranslationFailure {
    JsonNode json = JSON.readTree(answer);
    JsonNode choice = json.path("choices").path(0);
    String text = choice.path("message").path("content").asText("").strip();
    if (text.isEmpty()) {
      throw TranslationFailure.paid("answer_empty", "the answer holds no text");
    }
    if (choice.path("finish_reason").asText().equals("length")) {
      throw TranslationFailure.paid("answer_cut", "the answer stops at the endpoint's token limit");
    }
    JsonNode usage = json.path("usage");
    return new Translation(
        text, usage.path("prompt_tokens").asLong(), usage.path("completion_tokens").asLong());
  }
}
