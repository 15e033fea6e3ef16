package io.seekforge.text.parse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.seekforge.api.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * A record of JSON, CSV or Parquet. Paths: a key; dots go deeper, through lists too; {@code ../}
 * goes to the object around the record; {@code @key} is the key under which the record stands in an
 * object of records.
 *
 * @param node the record
 * @param parent the record's surroundings, or null
 * @param key the record's key in an object of records, or ""
 */
record JsonRecord(JsonNode node, JsonRecord parent, String key) implements RawRecord {
  static final String KEY_PATH = "@key";

  static JsonRecord of(JsonNode node) {
    return new JsonRecord(node, null, "");
  }

  @Override
  public String text(String path) {
    if (path.equals(KEY_PATH)) {
      return key.isEmpty() ? null : key;
    }
    List<JsonNode> found = new ArrayList<>();
    find(path, found);
    return JsonText.of(found);
  }

  @Override
  public List<Message> messages(String path) throws RejectedException {
    List<JsonNode> found = new ArrayList<>();
    find(path, found);
    return found.isEmpty() ? null : messages(found.get(0));
  }

  @Override
  public RecordFields recognised() throws RejectedException {
    return JsonForms.recognise(this);
  }

  @Override
  public String sample() {
    return node.toString();
  }

  /** A list of turns; a column of text may hold it as JSON. */
  static List<Message> messages(JsonNode turns) throws RejectedException {
    if (!turns.isTextual()) {
      return Conversation.read(turns);
    }
    try {
      return Conversation.read(JsonTrees.MAPPER.readTree(turns.asText()));
    } catch (JsonProcessingException e) {
      throw new RejectedException(
          Reason.INVALID_MESSAGES, "the messages cannot be read: " + JsonTrees.describe(e));
    }
  }

  private void find(String path, List<JsonNode> found) {
    if (!path.startsWith("../")) {
      find(node, path, found);
    } else if (parent != null) {
      parent.find(path.substring(3), found);
    }
  }

  private static void find(JsonNode node, String path, List<JsonNode> found) {
    int dot = path.indexOf('.');
    if (node.isArray()) {
      node.forEach(item -> find(item, path, found));
    } else if (node.has(path)) {
      add(node.get(path), found);
    } else if (dot > 0 && node.has(path.substring(0, dot))) {
      find(node.get(path.substring(0, dot)), path.substring(dot + 1), found);
    }
  }

  private static void add(JsonNode node, List<JsonNode> found) {
    if (!node.isNull()) {
      found.add(node);
    }
  }
}
