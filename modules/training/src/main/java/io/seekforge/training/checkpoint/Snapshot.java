package io.seekforge.training.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code state.json} of a checkpoint ({@code docs/spec/training.md}).
 *
 * @param fingerprint the run it belongs to
 * @param round rounds done
 * @param step optimiser steps done
 * @param cursor slots that each replica has done
 * @param tokens tokens trained on
 * @param skippedSteps steps left out
 * @param optimizerSteps steps of each optimiser
 * @param seed seed of the run
 * @param schedule name, peak, warm-up and total steps, for people: they follow from the recipe
 * @param files SHA-256 of every other file of the checkpoint
 */
record Snapshot(
    String fingerprint,
    long round,
    long step,
    long cursor,
    long tokens,
    long skippedSteps,
    List<Long> optimizerSteps,
    long seed,
    String schedule,
    SortedMap<String, String> files) {
  static final int FORMAT = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  byte[] json() {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", FORMAT);
    json.put("fingerprint", fingerprint);
    json.put("round", round);
    json.put("step", step);
    json.put("cursor", cursor);
    json.put("tokens", tokens);
    json.put("skipped_steps", skippedSteps);
    optimizerSteps.forEach(json.putArray("optimizer_steps")::add);
    json.put("seed", seed);
    json.put("schedule", schedule);
    ObjectNode hashes = json.putObject("files");
    files.forEach(hashes::put);
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads it back.
   *
   * @throws IOException if the bytes are cut off, or of another format
   */
  static Snapshot parse(byte[] bytes) throws IOException {
    JsonNode json = JSON.readTree(bytes);
    if (json.path("format").asInt() != FORMAT || !json.path("files").isObject()) {
      throw new IOException("no state of format " + FORMAT);
    }
    List<Long> steps = new ArrayList<>();
    json.path("optimizer_steps").forEach(count -> steps.add(count.asLong()));
    SortedMap<String, String> files = new TreeMap<>();
    for (Map.Entry<String, JsonNode> file : json.path("files").properties()) {
      files.put(file.getKey(), file.getValue().asText());
    }
    return new Snapshot(
        json.path("fingerprint").asText(),
        json.path("round").asLong(),
        json.path("step").asLong(),
        json.path("cursor").asLong(),
        json.path("tokens").asLong(),
        json.path("skipped_steps").asLong(),
        List.copyOf(steps),
        json.path("seed").asLong(),
        json.path("schedule").asText(),
        files);
  }
}
