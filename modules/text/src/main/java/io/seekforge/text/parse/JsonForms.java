package io.seekforge.text.parse;

import com.fasterxml.jackson.databind.JsonNode;
import io.seekforge.api.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Recognises the well-known forms of records: OpenAI messages, ShareGPT conversations, Alpaca,
 * prompt and completion (TRL's conversational ones included), text. Other plain fields keep their
 * names as roles ({@code id} is the key), so they end as metadata.
 */
final class JsonForms {
  private static final Set<String> CONTENT =
      Set.of(
          "messages",
          "conversations",
          "instruction",
          "input",
          "output",
          "history",
          "system",
          "prompt",
          "completion",
          "text");

  private JsonForms() {}

  static RecordFields recognise(JsonRecord record) throws RejectedException {
    JsonNode node = record.node();
    RecordFields fields = new RecordFields();
    if (node.path("messages").isArray()) {
      fields.messages(Conversation.read(node.get("messages")));
    } else if (node.path("conversations").isArray()) {
      fields.messages(Conversation.read(node.get("conversations")));
    } else if (node.has("instruction") && node.has("output")) {
      alpaca(node, fields);
    } else if (node.has("prompt") && node.has("completion")) {
      promptCompletion(node, fields);
    } else if (isText(node, "text")) {
      fields.put(RecordFields.TEXT, text(node, "text"));
    } else {
      throw new RejectedException(
          Reason.MISSING_FIELD,
          "the record has none of the known forms, its fields are "
              + names(node)
              + "; name them in fields of the source");
    }
    fields.put(RecordFields.SYSTEM, text(node, "system"));
    others(record, fields);
    return fields;
  }

  private static void alpaca(JsonNode node, RecordFields fields) throws RejectedException {
    String instruction = text(node, "instruction");
    String input = text(node, "input");
    String prompt = input.isBlank() ? instruction : (instruction + "\n" + input).strip();
    fields.put(RecordFields.PROMPT, prompt);
    fields.put(RecordFields.COMPLETION, text(node, "output"));
    fields.messages(Conversation.history(node.path("history")));
  }

  private static void promptCompletion(JsonNode node, RecordFields fields)
      throws RejectedException {
    if (node.get("prompt").isArray() && node.get("completion").isArray()) {
      List<Message> turns = new ArrayList<>(Conversation.read(node.get("prompt")));
      turns.addAll(Conversation.read(node.get("completion")));
      fields.messages(turns);
    } else {
      fields.put(RecordFields.PROMPT, text(node, "prompt"));
      fields.put(RecordFields.COMPLETION, text(node, "completion"));
    }
  }

  private static void others(JsonRecord record, RecordFields fields) {
    fields.put(RecordFields.KEY, record.key());
    for (Map.Entry<String, JsonNode> field : record.node().properties()) {
      boolean plain = field.getValue().isValueNode() && !field.getValue().isNull();
      if (plain && !CONTENT.contains(field.getKey())) {
        String role = field.getKey().equals("id") ? RecordFields.KEY : field.getKey();
        fields.put(role, field.getValue().asText());
      }
    }
  }

  private static boolean isText(JsonNode node, String name) {
    return node.path(name).isTextual();
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isNull() ? "" : value.asText();
  }

  private static String names(JsonNode node) {
    Set<String> names = new TreeSet<>();
    node.fieldNames().forEachRemaining(names::add);
    String all = String.join(", ", names);
    return all.length() > 120 ? all.substring(0, 120) + "…" : all;
  }
}
