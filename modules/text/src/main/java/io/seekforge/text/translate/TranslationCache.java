package io.seekforge.text.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Translations by content hash, so that nothing is asked twice. An entry is a small JSON file
 * (docs/spec/translations.md); how files are kept is the implementation's, but a half-written one
 * must never be read.
 */
public interface TranslationCache {
  /** What is kept under a key of hex digits, if it is there. */
  Optional<KeptAnswer> read(String key) throws IOException;

  void write(String key, KeptAnswer answer) throws IOException;

  /** Makes an answer that is not kept yet. */
  @FunctionalInterface
  interface Source {
    Translation make() throws TranslationFailure;
  }

  /**
   * What is kept under a key; else what is made now, which is kept from then on, be it a failure
   * that was paid for.
   *
   * @throws SeekforgeException if the cache cannot be used
   */
  default Translation answer(String key, Source source) throws TranslationFailure {
    try {
      Optional<KeptAnswer> known = read(key);
      if (known.isPresent()) {
        return known.get().open();
      }
      Translation made;
      try {
        made = source.make();
      } catch (TranslationFailure e) {
        if (e.paid()) {
          write(key, KeptAnswer.of(e));
        }
        throw e;
      }
      write(key, KeptAnswer.of(made));
      return made;
    } catch (IOException e) {
      throw new SeekforgeException("Cannot use the cache of answers: " + e.getMessage(), e);
    }
  }

  /** Path of an entry below the cache's folder: 256 folders keep each of them small. */
  static String path(String key) {
    return key.substring(0, 2) + "/" + key + ".json";
  }

  /** An entry as bytes. */
  static byte[] encode(KeptAnswer answer) {
    ObjectNode entry = new ObjectMapper().createObjectNode().put("format", 1);
    Translation translation = answer.translation();
    if (translation == null) {
      entry.put("failure", answer.reason()).put("message", answer.message());
    } else {
      entry
          .put("text", translation.text())
          .put("prompt_tokens", translation.promptTokens())
          .put("completion_tokens", translation.completionTokens());
    }
    return entry.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** An entry from its bytes; empty if they are none of this format: it is then made anew. */
  static Optional<KeptAnswer> decode(byte[] entry) throws IOException {
    try {
      JsonNode json = new ObjectMapper().readTree(entry);
      return json.path("format").asInt() == 1 ? answer(json) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<KeptAnswer> answer(JsonNode json) {
    if (json.path("failure").isTextual()) {
      return Optional.of(
          new KeptAnswer(null, json.get("failure").textValue(), json.path("message").asText()));
    }
    return json.path("text").isTextual()
        ? Optional.of(
            KeptAnswer.of(
                new Translation(
                    json.get("text").textValue(),
                    json.path("prompt_tokens").asLong(),
                    json.path("completion_tokens").asLong())))
        : Optional.empty();
  }
}
