package io.seekforge.text.tokenize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files that hold one JSON object, bounded in size. */
final class JsonObjects {
  private static final long MAX_BYTES = 256L << 20;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonObjects() {}

  /** The object of a file; an empty one if there is no such file. */
  static JsonNode readIfThere(Path file) {
    return Files.exists(file) ? read(file) : MAPPER.createObjectNode();
  }

  static JsonNode read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new SeekforgeException(
            "Cannot read " + file + ": longer than " + MAX_BYTES + " bytes");
      }
      JsonNode node = MAPPER.readTree(Files.readAllBytes(file));
      if (!node.isObject()) {
        throw new SeekforgeException("Cannot read " + file + ": it is no JSON object");
      }
      return node;
    } catch (NoSuchFileException e) {
      throw new SeekforgeException("Cannot read " + file + ": no such file", e);
    } catch (JsonProcessingException e) {
      throw new SeekforgeException(
          "Cannot read " + file + ": not valid JSON (" + firstLine(e.getOriginalMessage()) + ")",
          e);
    } catch (IOException e) {
      throw new SeekforgeException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  static String firstLine(String message) {
    return String.valueOf(message).lines().findFirst().orElse("");
  }
}
