package io.seekforge.api;

import java.io.Serializable;
import java.util.Objects;

/**
 * One turn of a conversation, in OpenAI's form.
 *
 * @param role {@code system}, {@code user}, {@code assistant} or {@code tool}
 * @param content the turn's text
 */
public record Message(String role, String content) implements Serializable {
  public Message {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(content, "content");
  }
}
