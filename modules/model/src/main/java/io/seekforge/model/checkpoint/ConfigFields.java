package io.seekforge.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.seekforge.api.SeekforgeException;
import java.util.ArrayList;
import java.util.List;

/** Typed fields of a JSON object of a model folder, with messages that name file, key and value. */
final class ConfigFields {
  private final String place;
  private final JsonNode object;

  ConfigFields(String place, JsonNode object) {
    this.place = place;
    this.object = object;
  }

  /** The object under a key; null if the key is absent or null. */
  ConfigFields inner(String key) {
    JsonNode node = object.path(key);
    if (isNull(node)) {
      return null;
    }
    if (!node.isObject()) {
      throw invalid(key, node, "an object");
    }
    return new ConfigFields(place, node);
  }

  /** The keys, in their order. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** Whether the key is there and not null. */
  boolean has(String key) {
    return !isNull(object.path(key));
  }

  int whole(String key, int least, int most) {
    JsonNode node = object.path(key);
    if (isNull(node)) {
      throw new SeekforgeException("Cannot read " + place + ": " + key + " is missing");
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < least
        || node.intValue() > most) {
      throw invalid(key, node, "a whole number from " + least + " to " + most);
    }
    return node.intValue();
  }

  int whole(String key, int least, int most, int absent) {
    return has(key) ? whole(key, least, most) : absent;
  }

  double number(String key) {
    JsonNode node = object.path(key);
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw invalid(key, node, "a number");
    }
    return node.doubleValue();
  }

  double number(String key, double absent) {
    return has(key) ? number(key) : absent;
  }

  boolean flag(String key, boolean absent) {
    JsonNode node = object.path(key);
    if (isNull(node)) {
      return absent;
    }
    if (!node.isBoolean()) {
      throw invalid(key, node, "true or false");
    }
    return node.booleanValue();
  }

  String word(String key, String absent) {
    JsonNode node = object.path(key);
    if (isNull(node)) {
      return absent;
    }
    if (!node.isTextual()) {
      throw invalid(key, node, "a string");
    }
    return node.textValue();
  }

  /** A string, or true or false as a word; "" if absent. */
  String flagOrWord(String key) {
    return object.path(key).isBoolean() ? object.path(key).asText() : word(key, "");
  }

  /** A whole number or a list of them; empty if absent. */
  List<Integer> wholes(String key) {
    JsonNode node = object.path(key);
    List<Integer> values = new ArrayList<>();
    if (isNull(node)) {
      return values;
    }
    for (JsonNode value : node.isArray() ? node : List.of(node)) {
      if (!value.isIntegralNumber() || !value.canConvertToInt()) {
        throw invalid(key, node, "a whole number or a list of them");
      }
      values.add(value.intValue());
    }
    return values;
  }

  /** A string or a list of strings; empty if absent. */
  List<String> words(String key) {
    JsonNode node = object.path(key);
    List<String> values = new ArrayList<>();
    if (isNull(node)) {
      return values;
    }
    for (JsonNode value : node.isArray() ? node : List.of(node)) {
      if (!value.isTextual()) {
        throw invalid(key, node, "a string or a list of them");
      }
      values.add(value.textValue());
    }
    return values;
  }

  /** Refuses a feature that is switched on: anything but absent, null, false or empty. */
  void refuse(String key) {
    JsonNode node = object.path(key);
    boolean off =
        isNull(node)
            || (node.isBoolean() && !node.booleanValue())
            || (node.isContainerNode() && node.isEmpty());
    if (!off) {
      throw unsupported(key, shown(node), "");
    }
  }

  SeekforgeException unsupported(String key, String value, String known) {
    return new SeekforgeException(
        "Cannot use "
            + place
            + ": "
            + key
            + " "
            + SafetensorsHeader.shown(value)
            + " is not supported"
            + (known.isEmpty() ? "" : " (known: " + known + ")"));
  }

  SeekforgeException broken(String fault) {
    return new SeekforgeException("Cannot use " + place + ": " + fault);
  }

  private SeekforgeException invalid(String key, JsonNode value, String wanted) {
    return new SeekforgeException(
        "Cannot read " + place + ": " + key + " is " + shown(value) + " (must be " + wanted + ")");
  }

  private static String shown(JsonNode value) {
    return isNull(value) ? "missing" : SafetensorsHeader.shown(value.toString());
  }

  private static boolean isNull(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }
}
