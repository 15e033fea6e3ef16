package io.seekforge.text.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What {@code tokenizer.json} and {@code tokenizer_config.json} say beside the vocabulary itself.
 */
final class TokenizerFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode config;
  private final Map<String, Integer> addedTokens = new HashMap<>();
  private int largestId = -1;

  TokenizerFiles(Path folder) {
    JsonNode tokenizer = read(folder.resolve("tokenizer.json"));
    for (JsonNode token : tokenizer.path("added_tokens")) {
      addedTokens.put(token.path("content").asText(), token.path("id").asInt());
      largestId = Math.max(largestId, token.path("id").asInt());
    }
    JsonNode vocabulary = tokenizer.path("model").path("vocab");
    if (vocabulary.isArray()) {
      largestId = Math.max(largestId, vocabulary.size() - 1);
    } else {
      vocabulary.forEach(id -> largestId = Math.max(largestId, id.asInt()));
    }
    Path configFile = folder.resolve("tokenizer_config.json");
    config = Files.exists(configFile) ? read(configFile) : JSON.createObjectNode();
  }

  int largestId() {
    return largestId;
  }

  String chatTemplate() {
    return config.path("chat_template").asText("");
  }

  /** The text of a named special token ({@code bos_token}), or "" if there is none. */
  String specialToken(String name) {
    JsonNode value = config.path(name);
    return value.isObject() ? value.path("content").asText("") : value.asText("");
  }

  int idOf(String token) {
    return token.isEmpty() ? -1 : addedTokens.getOrDefault(token, -1);
  }

  private static JsonNode read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new SeekforgeException(
          "Cannot find " + file + ": the tokenizer's folder needs a tokenizer.json");
    }
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new SeekforgeException("Cannot read " + file + ": it is not valid JSON", e);
    }
  }
}
