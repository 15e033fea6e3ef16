package io.seekforge.model.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Small JSON files of a model folder, bounded in size, duplicate keys refused. */
final class JsonFile {
  private static final long MAX_BYTES = 256L << 20;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private JsonFile() {}

  /**
   * Reads a file that holds one JSON object.
   *
   * @throws SeekforgeException if it is missing or holds something else
   */
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
          "Cannot read "
              + file
              + ": not valid JSON ("
              + SafetensorsHeader.shown(e.getOriginalMessage())
              + ")",
          e);
    } catch (IOException e) {
      throw new SeekforgeException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
