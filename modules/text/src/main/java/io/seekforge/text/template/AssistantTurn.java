package io.seekforge.text.template;

import io.seekforge.api.SeekforgeException;
import java.util.stream.Stream;

/**
 * One assistant turn as a Jinja template renders it.
 *
 * @param turn its number in the conversation, from 0
 * @param content what the assistant wrote
 * @param before the conversation before it
 * @param prompt the same with the generation prompt
 * @param through the conversation up to its end
 */
record AssistantTurn(int turn, String content, String before, String prompt, String through) {
  static final String THINK = "<think>";
  static final String END_THINK = "</think>";

  /**
   * Where the completion stands in the whole conversation.
   *
   * @throws SeekforgeException if the conversation does not begin as it was before it went on
   */
  Rendered.Span span(String whole) {
    if (!whole.startsWith(through)) {
      throw new SeekforgeException(
          "Cannot find the completions of a conversation: the chat template renders turn "
              + (turn + 1)
              + " in another way once the conversation goes on; name a template in the recipe"
              + " (pack.template: chatml, deepseek-llm, deepseek-v3, alpaca or plain)");
    }
    return new Rendered.Span(start(), through.length());
  }

  private int start() {
    return turn > 0 && through.startsWith(prompt) ? prompt.length() : shownAt();
  }

  /** Whether the template left out reasoning that the assistant wrote. */
  boolean losesReasoning() {
    int end = content.indexOf(END_THINK);
    return end >= 0 && !through.contains(content.substring(0, end).replace(THINK, "").strip());
  }

  /** The content without the tag that opens its reasoning. */
  String behindThink() {
    String body = content.stripLeading();
    return body.startsWith(THINK)
        ? body.substring(THINK.length()).replaceFirst("^\\n", "")
        : content;
  }

  /** What the template puts behind the content. */
  String tail() {
    return through.substring(shownAt() + shown().length());
  }

  private int shownAt() {
    return through.indexOf(shown(), through.startsWith(before) ? before.length() : 0);
  }

  /** The content as it shows: whole, without white space around it, or without its reasoning. */
  private String shown() {
    int from = through.startsWith(before) ? before.length() : 0;
    int reasoned = content.lastIndexOf(END_THINK);
    String answer = reasoned < 0 ? content : content.substring(reasoned + END_THINK.length());
    return Stream.of(content, content.strip(), answer, answer.strip())
        .filter(shown -> !shown.isEmpty() && through.indexOf(shown, from) >= 0)
        .findFirst()
        .orElseThrow(
            () ->
                new SeekforgeException(
                    "Cannot find the completions of a conversation: the chat template does not"
                        + " show the content of turn "
                        + (turn + 1)
                        + " as it stands"));
  }
}
