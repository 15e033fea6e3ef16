package io.seekforge.model.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.PackedSequence;
import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What case.json of a parity case says.
 *
 * @param sequences one sequence for each row of the batch
 * @param learningRate of the AdamW steps
 * @param steps number of steps
 * @param maxGradNorm norm to clip gradients to
 */
record CaseFile(
    List<PackedSequence> sequences,
    double learningRate,
    int steps,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double maxGradNorm) {

  static CaseFile read(Path file) {
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new SeekforgeException("Cannot read " + file + ": " + e.getMessage(), e);
    }
    for (String key : List.of("input_ids", "labels", "lr", "steps", "betas", "eps")) {
      if (!json.has(key)) {
        throw new SeekforgeException("Cannot use " + file + ": it has no " + key);
      }
    }
    List<PackedSequence> sequences = new ArrayList<>();
    for (int i = 0; i < json.get("input_ids").size(); i++) {
      int[] ids = numbers(json.get("input_ids").get(i));
      sequences.add(PackedSequence.single(ids, numbers(json.get("labels").get(i)), "row " + i));
    }
    return new CaseFile(
        sequences,
        json.get("lr").asDouble(),
        json.get("steps").asInt(),
        json.get("betas").get(0).asDouble(),
        json.get("betas").get(1).asDouble(),
        json.get("eps").asDouble(),
        json.path("weight_decay").asDouble(0),
        json.path("max_grad_norm").asDouble(0));
  }

  private static int[] numbers(JsonNode array) {
    int[] numbers = new int[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).asInt();
    }
    return numbers;
  }
}
