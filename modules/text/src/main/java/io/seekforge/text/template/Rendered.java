package io.seekforge.text.template;

import java.util.List;

/**
 * A conversation as text.
 *
 * @param text the whole text; special tokens of the template stand in it literally
 * @param completions the parts the assistant wrote, in order: from right after the generation
 *     prompt up to and including the end-of-turn token
 * @param bare whether the template writes no special tokens itself, so that the tokenizer adds its
 *     own in front and the end-of-sequence token has to be put behind
 */
public record Rendered(String text, List<Span> completions, boolean bare) {
  public Rendered {
    completions = List.copyOf(completions);
  }

  /** Characters from {@code start} to before {@code end}. */
  public record Span(int start, int end) {
    boolean holds(int character) {
      return character >= start && character < end;
    }
  }

  /** The text before the last completion: what the assistant's last turn answers. */
  public Rendered beforeLastCompletion() {
    if (completions.isEmpty()) {
      throw new IllegalStateException("no completion");
    }
    int last = completions.size() - 1;
    return new Rendered(
        text.substring(0, completions.get(last).start()), completions.subList(0, last), bare);
  }

  /** Whether the character belongs to a completion. */
  public boolean isCompletion(int character) {
    return completions.stream().anyMatch(span -> span.holds(character));
  }
}
