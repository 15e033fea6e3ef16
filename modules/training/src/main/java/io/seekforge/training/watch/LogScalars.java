package io.seekforge.training.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The numbers of a line of {@code training.jsonl}, by the names they are watched under. */
final class LogScalars {
  /** What says when, not what. */
  private static final Set<String> PLACES = Set.of("round", "step", "time", "valid_label_tokens");

  private static final String VALID_LOSS = "valid_loss";

  private LogScalars() {}

  /** Tags as TensorBoard groups them: {@code train/…}, {@code valid/loss}. */
  static SortedMap<String, Double> tags(JsonNode line) {
    SortedMap<String, Double> tags = new TreeMap<>();
    values(line)
        .forEach(
            (name, value) ->
                tags.put(name.equals(VALID_LOSS) ? "valid/loss" : "train/" + name, value));
    return tags;
  }

  static SortedMap<String, Double> values(JsonNode line) {
    SortedMap<String, Double> values = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : line.properties()) {
      if (field.getValue().isNumber() && !PLACES.contains(field.getKey())) {
        values.put(field.getKey(), field.getValue().asDouble());
      }
    }
    return values;
  }
}
