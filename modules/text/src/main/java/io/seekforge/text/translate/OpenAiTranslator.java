package io.seekforge.text.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.api.ContentHash;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.AugmentSection;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Translates through a chat model. Answers are kept by a hash of model, prompt, languages and text,
 * so that a text is asked for once. Safe for use by several threads.
 */
public final class OpenAiTranslator implements Translator {
  /** Part of the cache's keys: raised whenever the prompt changes. */
  private static final String PROMPT_VERSION = "openai-1";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final AugmentSection settings;
  private final TranslationCache cache;
  private final ChatEndpoint endpoint;

  /**
   * @param apiKey the endpoint's key, "" if it wants none; only ever sent, never stored or logged
   * @param cache where translations are kept
   */
  public OpenAiTranslator(AugmentSection settings, String apiKey, TranslationCache cache) {
    this.settings = settings;
    this.cache = cache;
    this.endpoint = new ChatEndpoint(settings, apiKey);
  }

  @Override
  public Translation translate(String text, String from, String to) throws TranslationFailure {
    String key = ContentHash.of(PROMPT_VERSION, settings.model(), from, to, text);
    try {
      Optional<Translation> known = cache.read(key);
      if (known.isPresent()) {
        return known.get();
      }
      Translation translation = endpoint.ask(body(text, from, to), OpenAiTranslator::translation);
      cache.write(key, translation);
      return translation;
    } catch (IOException e) {
      throw new SeekforgeException("Cannot use the cache of translations: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SeekforgeException("Cannot translate: interrupted", e);
    }
  }

  static Translation translation(byte[] answer) throws IOException, TranslationFailure {
    JsonNode json = JSON.readTree(answer);
    JsonNode choice = json.path("choices").path(0);
    String text = choice.path("message").path("content").asText("").strip();
    if (text.isEmpty()) {
      throw new TranslationFailure("answer_empty", "the answer holds no text");
    }
    if (choice.path("finish_reason").asText().equals("length")) {
      throw new TranslationFailure("answer_cut", "the answer stops at the endpoint's token limit");
    }
    JsonNode usage = json.path("usage");
    return new Translation(
        text, usage.path("prompt_tokens").asLong(), usage.path("completion_tokens").asLong());
  }

  private String body(String text, String from, String to) {
    String task =
        "Translate the user's text from %s to %s. Keep numbers, units, names and line breaks. Answer with the translation only."
            .formatted(language(from), language(to));
    ObjectNode body = JSON.createObjectNode().put("model", settings.model()).put("temperature", 0);
    body.putArray("messages")
        .add(JSON.createObjectNode().put("role", "system").put("content", task))
        .add(JSON.createObjectNode().put("role", "user").put("content", text));
    return body.toString();
  }

  /** The English name of a language, which models know better than its tag. */
  private static String language(String tag) {
    String name = Locale.forLanguageTag(tag).getDisplayName(Locale.ENGLISH);
    return name.isEmpty() ? tag : name;
  }
}
