package io.seekforge.text.parse;

import com.fasterxml.jackson.databind.JsonNode;
import io.seekforge.api.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Turns of a conversation in JSON: OpenAI's form ({@code role}, {@code content}) or ShareGPT's
 * ({@code from}, {@code value}).
 */
final class Conversation {
  private Conversation() {}

  static List<Message> read(JsonNode turns) throws RejectedException {
    if (!turns.isArray()) {
      throw invalid("they are not a list");
    }
    List<Message> messages = new ArrayList<>();
    for (JsonNode turn : turns) {
      messages.add(message(turn));
    }
    return messages;
  }

  /** Alpaca's {@code history}: a list of [question, answer]. */
  static List<Message> history(JsonNode pairs) throws RejectedException {
    List<Message> messages = new ArrayList<>();
    for (JsonNode pair : pairs) {
      if (!pair.isArray() || pair.size() != 2) {
        throw invalid("history is not a list of pairs");
      }
      messages.add(new Message("user", pair.get(0).asText()));
      messages.add(new Message("assistant", pair.get(1).asText()));
    }
    return messages;
  }

  private static Message message(JsonNode turn) throws RejectedException {
    JsonNode who = turn.has("role") ? turn.get("role") : turn.get("from");
    JsonNode what = turn.has("content") ? turn.get("content") : turn.get("value");
    if (who == null || !who.isTextual()) {
      throw invalid("a turn has no role");
    }
    return new Message(role(who.asText()), content(what));
  }

  private static String role(String word) throws RejectedException {
    return switch (word.strip().toLowerCase(Locale.ROOT)) {
      case "user", "human", "prompter" -> "user";
      case "assistant", "gpt", "bot", "chatgpt", "model", "function_call" -> "assistant";
      case "system", "developer" -> "system";
      case "tool", "function", "observation" -> "tool";
      default -> throw invalid("the role \"" + word + "\" is unknown");
    };
  }

  /** Text, or OpenAI's list of parts, of which those of text are joined. */
  private static String content(JsonNode what) throws RejectedException {
    if (what == null || what.isNull()) {
      return "";
    }
    if (what.isValueNode()) {
      return what.asText();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : what) {
      if (!part.path("type").asText().equals("text")) {
        throw invalid("a turn holds a part that is not text");
      }
      text.append(part.path("text").asText());
    }
    return text.toString();
  }

  private static RejectedException invalid(String why) {
    return new RejectedException(Reason.INVALID_MESSAGES, "the messages cannot be read: " + why);
  }
}
