package io.seekforge.text.translate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.api.ContentHash;
import io.seekforge.api.recipe.AugmentSection;
import java.util.Locale;

/**
 * Translates through a chat model. Answers are kept by a hash of model, prompt, languages and text,
 * so that a text is asked for once. Safe for use by several threads.
 */
public final class OpenAiTranslator implements Translator {
  /** Part of the cache's keys: raised whenever the prompt changes. */
  private static final String PROMPT_VERSION = "openai-1";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final AugmentSection settings;
  private final CachedChat chat;

  /**
   * @param apiKey the endpoint's key, "" if it wants none; only ever sent, never stored or logged
   * @param cache where translations are kept
   */
  public OpenAiTranslator(AugmentSection settings, String apiKey, TranslationCache cache) {
    this.settings = settings;
    this.chat = new CachedChat(settings, apiKey, cache);
  }

  @Override
  public Translation translate(String text, String from, String to) throws TranslationFailure {
    String key = ContentHash.of(PROMPT_VERSION, settings.model(), from, to, text);
    return chat.ask(key, body(text, from, to));
  }

  @Override
  public void close() {
    chat.close();
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
