package io.seekforge.text.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import io.seekforge.api.SeekforgeException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Which ids a {@code tokenizer.json} can give.
 *
 * @param largestId the largest of them
 * @param ids ids by the token's text as the file spells it
 */
record Vocabulary(int largestId, Map<String, Integer> ids) {

  static Vocabulary of(Path file, JsonNode tokenizer) {
    Map<String, Integer> ids = new HashMap<>();
    JsonNode vocabulary = tokenizer.path("model").path("vocab");
    if (vocabulary.isObject()) {
      vocabulary.properties().forEach(entry -> put(file, ids, entry.getKey(), entry.getValue()));
    } else if (vocabulary.isArray()) {
      int id = 0;
      for (JsonNode pieceAndScore : vocabulary) {
        ids.put(pieceAndScore.path(0).asText(), id++);
      }
    }
    for (JsonNode added : tokenizer.path("added_tokens")) {
      put(file, ids, added.path("content").asText(), added.path("id"));
    }
    if (ids.isEmpty()) {
      throw new SeekforgeException("Cannot read " + file + ": it has no vocabulary");
    }
    return new Vocabulary(ids.values().stream().mapToInt(Integer::intValue).max().getAsInt(), ids);
  }

  private static void put(Path file, Map<String, Integer> ids, String token, JsonNode id) {
    if (!id.isInt() || id.intValue() < 0 || id.intValue() == Integer.MAX_VALUE) {
      throw new SeekforgeException(
          "Cannot read " + file + ": token \"" + token + "\" has the id " + id);
    }
    ids.put(token, id.intValue());
  }

  /** Id of a token, -1 if there is none. */
  int idOf(String token) {
    return ids.getOrDefault(token, -1);
  }

  /** Id of a token that the configuration names, -1 if it names none. */
  int requireId(Path file, String key, String token) {
    if (!token.isEmpty() && !ids.containsKey(token)) {
      throw new SeekforgeException(
          "Cannot read " + file + ": it has no token \"" + token + "\" (the " + key + ")");
    }
    return idOf(token);
  }
}
