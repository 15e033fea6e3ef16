package io.seekforge.text.parse;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * JSON as text: strings and numbers as they are, a list's items one on a line, a list of lists as a
 * table with its cells between bars, an object as JSON.
 */
final class JsonText {
  private static final String CELLS = " | ";

  private JsonText() {}

  /** The text of several values, one on a line; null if there are none. */
  static String of(List<JsonNode> values) {
    return values.isEmpty()
        ? null
        : values.stream().map(JsonText::of).collect(Collectors.joining("\n"));
  }

  private static String of(JsonNode value) {
    if (value.isArray()) {
      List<String> lines = new ArrayList<>();
      value.forEach(item -> lines.add(line(item)));
      return String.join("\n", lines);
    }
    return line(value);
  }

  private static String line(JsonNode item) {
    if (item.isArray()) {
      List<String> cells = new ArrayList<>();
      item.forEach(cell -> cells.add(cell.isValueNode() ? cell.asText() : cell.toString()));
      return String.join(CELLS, cells).strip();
    }
    if (item.isNull()) {
      return "";
    }
    return item.isValueNode() ? item.asText() : item.toString();
  }
}
