package io.seekforge.text.template;

import io.seekforge.api.Message;
import io.seekforge.text.tokenize.Tokenizer;
import java.util.List;

/** How a conversation becomes text. */
public interface ChatTemplate {
  /** The whole conversation with its completions marked. */
  Rendered render(List<Message> messages);

  /** The conversation so far and the prompt after which the assistant writes. */
  Rendered prompt(List<Message> messages);

  /**
   * The template of that name ({@code pack.template} of a recipe); {@code auto} is the tokenizer's
   * own, or {@code plain} if it has none.
   *
   * @throws io.seekforge.api.SeekforgeException if the tokenizer's own template cannot be read
   */
  static ChatTemplate of(String name, Tokenizer tokenizer) {
    String own = tokenizer.chatTemplate();
    return name.equals("auto") && !own.isEmpty()
        ? new JinjaChatTemplate(own, tokenizer.bosToken(), tokenizer.eosToken())
        : NamedTemplate.of(name, tokenizer.bosToken(), tokenizer.eosToken());
  }
}
