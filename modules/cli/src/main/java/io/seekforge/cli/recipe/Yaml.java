package io.seekforge.cli.recipe;

import io.seekforge.api.SeekforgeException;
import java.util.List;
import java.util.Map;

/** A YAML value with the place it was written at, for example {@code conf/a.yaml:3:5}. */
sealed interface Yaml {
  String place();

  /** A single value as it was written, quotes removed. */
  record Scalar(String text, boolean quoted, String place) implements Yaml {
    /** Whether this is YAML's null: nothing after the colon, {@code ~} or {@code null}. */
    boolean empty() {
      return !quoted && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }
  }

  /** A list. */
  record Items(List<Yaml> items, String place) implements Yaml {}

  /** A mapping in the order it was written. */
  record Fields(Map<String, Field> fields, String place) implements Yaml {}

  /** One entry of a mapping; {@code place} is where its key stands. */
  record Field(Yaml value, String place) {}

  /** An error at a place. */
  static SeekforgeException error(String place, String message) {
    return new SeekforgeException(place + ": " + message);
  }

  /** Whether there is no value. */
  static boolean isEmpty(Yaml value) {
    return value instanceof Scalar scalar && scalar.empty();
  }

  /** What a value is, in words. */
  static String kind(Yaml value) {
    if (value instanceof Items) {
      return "a list";
    }
    return value instanceof Scalar scalar ? "\"" + scalar.text() + "\"" : "a section";
  }
}
