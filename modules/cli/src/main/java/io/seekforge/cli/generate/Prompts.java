package io.seekforge.cli.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prompts of a JSONL file. */
public final class Prompts {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Prompts() {}

  /** A line is a JSON string, or an object with {@code prompt}; blank lines are skipped. */
  public static List<String> read(Path file) {
    List<String> prompts = new ArrayList<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      if (!line.isBlank()) {
        prompts.add(prompt(line, file + ":" + number));
      }
    }
    return prompts;
  }

  private static String prompt(String line, String place) {
    try {
      JsonNode json = JSON.readTree(line);
      JsonNode prompt = json.isObject() ? json.path("prompt") : json;
      if (prompt.isTextual()) {
        return prompt.asText();
      }
    } catch (JsonProcessingException e) {
      throw new SeekforgeException("Cannot read " + place + ": no JSON", e);
    }
    throw new SeekforgeException(
        "Cannot read " + place + ": expected a JSON string, or an object with \"prompt\"");
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      throw new SeekforgeException("Cannot read " + file + ": no such file", e);
    } catch (CharacterCodingException e) {
      throw new SeekforgeException("Cannot read " + file + ": not UTF-8", e);
    } catch (IOException e) {
      throw new SeekforgeException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
