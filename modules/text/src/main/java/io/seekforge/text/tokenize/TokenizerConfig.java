package io.seekforge.text.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What {@code tokenizer_config.json}, {@code special_tokens_map.json} and {@code
 * chat_template.jinja} of a folder say; absent files say nothing.
 *
 * @param bosToken text of the token before a text, "" without one
 * @param eosToken text of the token that ends a text, "" without one
 * @param statesSpecialTokens whether the two flags that follow are stated; else tokenizer.json's
 *     post-processor decides what stands around a text
 * @param addBos whether bos is put in front
 * @param addEos whether eos is put behind
 * @param cleanUpSpaces whether decoding removes spaces before punctuation
 * @param chatTemplate the Jinja template of the model's conversations, "" without one
 */
record TokenizerConfig(
    String bosToken,
    String eosToken,
    boolean statesSpecialTokens,
    boolean addBos,
    boolean addEos,
    boolean cleanUpSpaces,
    String chatTemplate) {

  static TokenizerConfig read(Path folder) {
    JsonNode config = JsonObjects.readIfThere(folder.resolve("tokenizer_config.json"));
    JsonNode map = JsonObjects.readIfThere(folder.resolve("special_tokens_map.json"));
    return new TokenizerConfig(
        token("bos_token", config, map),
        token("eos_token", config, map),
        config.path("add_bos_token").isBoolean() || config.path("add_eos_token").isBoolean(),
        config.path("add_bos_token").asBoolean(false),
        config.path("add_eos_token").asBoolean(false),
        config.path("clean_up_tokenization_spaces").asBoolean(false),
        chatTemplate(folder, config.path("chat_template")));
  }

  private static String token(String key, JsonNode config, JsonNode map) {
    JsonNode node = config.has(key) ? config.get(key) : map.path(key);
    JsonNode text = node.isObject() ? node.path("content") : node;
    return text.isTextual() ? text.textValue() : "";
  }

  /** The file goes before the key; of several named templates the default is taken. */
  private static String chatTemplate(Path folder, JsonNode node) {
    Path file = folder.resolve("chat_template.jinja");
    if (Files.exists(file)) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new SeekforgeException("Cannot read " + file + ": " + e.getMessage(), e);
      }
    }
    if (node.isArray()) {
      for (JsonNode named : node) {
        if (named.path("name").asText().equals("default")) {
          return named.path("template").asText();
        }
      }
    }
    return node.isTextual() ? node.textValue() : "";
  }
}
