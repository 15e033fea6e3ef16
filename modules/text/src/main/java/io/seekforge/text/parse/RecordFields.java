package io.seekforge.text.parse;

import io.seekforge.api.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The fields of a record by role: what {@code fields} of a source maps, or what a well-known form
 * says. Roles without a value are absent.
 */
final class RecordFields {
  static final String TEXT = "text";
  static final String PROMPT = "prompt";
  static final String COMPLETION = "completion";
  static final String SYSTEM = "system";
  static final String MESSAGES = "messages";
  static final String KEY = "key";
  static final List<String> CONTENT_ROLES = List.of(TEXT, PROMPT, COMPLETION, SYSTEM, MESSAGES);

  private final SortedMap<String, String> values = new TreeMap<>();
  private List<Message> messages = List.of();

  /** Sets a role; blank values count as absent, and only content keeps the white space around. */
  RecordFields put(String role, String value) {
    if (value != null && !value.isBlank()) {
      values.put(role, CONTENT_ROLES.contains(role) ? value : value.strip());
    }
    return this;
  }

  /** Sets the turns of a conversation, or of its first part when there is a prompt too. */
  RecordFields messages(List<Message> turns) {
    messages = List.copyOf(turns);
    return this;
  }

  boolean has(String role) {
    return role.equals(MESSAGES) ? !messages.isEmpty() : values.containsKey(role);
  }

  boolean hasContent() {
    return CONTENT_ROLES.stream().anyMatch(role -> !role.equals(SYSTEM) && has(role));
  }

  /** Takes content roles from another record's fields, and other roles that are absent here. */
  void addAbsent(RecordFields other) {
    other.values.forEach(values::putIfAbsent);
    if (messages.isEmpty()) {
      messages = other.messages;
    }
  }

  /** The plain text, or "" for a conversation. */
  String text() {
    return values.getOrDefault(TEXT, "");
  }

  String key() {
    return values.getOrDefault(KEY, "");
  }

  /** All that is not content: url, lang, license, created and metadata. */
  SortedMap<String, String> others() {
    SortedMap<String, String> others = new TreeMap<>(values);
    others.keySet().removeAll(CONTENT_ROLES);
    others.remove(KEY);
    return others;
  }

  /**
   * The turns of a conversation: system, earlier turns, prompt, completion; empty for plain text.
   *
   * @throws RejectedException if there is neither plain text nor a conversation with an answer
   */
  List<Message> conversation() throws RejectedException {
    List<Message> turns = new ArrayList<>();
    boolean ownSystem = !messages.isEmpty() && messages.get(0).role().equals("system");
    if (has(SYSTEM) && !ownSystem) {
      turns.add(new Message("system", values.get(SYSTEM)));
    }
    turns.addAll(messages);
    addPair(turns);
    boolean answered =
        turns.stream().anyMatch(turn -> turn.role().equals("assistant") && !isBlank(turn));
    if (answered) {
      return turns;
    }
    if (has(TEXT) && messages.isEmpty() && !has(PROMPT)) {
      return List.of();
    }
    throw new RejectedException(
        Reason.MISSING_FIELD,
        hasContent()
            ? "the conversation has no answer"
            : "the record has no text, no prompt and completion, and no messages");
  }

  private void addPair(List<Message> turns) throws RejectedException {
    if (has(PROMPT) != has(COMPLETION)) {
      String missing = has(PROMPT) ? COMPLETION : PROMPT;
      throw new RejectedException(Reason.MISSING_FIELD, "the " + missing + " is empty");
    }
    if (has(PROMPT)) {
      turns.add(new Message("user", values.get(PROMPT)));
      turns.add(new Message("assistant", values.get(COMPLETION)));
    }
  }

  private static boolean isBlank(Message turn) {
    return turn.content().isBlank();
  }
}
