package io.seekforge.text.template;

import io.seekforge.api.Message;
import io.seekforge.api.SeekforgeException;
import java.util.ArrayList;
import java.util.List;

/**
 * The templates known by name, each as the model's publisher states it.
 *
 * @param begin what stands before the first turn
 * @param system form of a system turn, {@code %s} is its content
 * @param user form of a user turn
 * @param generation what the assistant's content follows
 * @param beforeContent what stands between the generation prompt and the content, part of the
 *     completion
 * @param afterContent what ends the assistant's turn, part of the completion
 * @param bare whether the tokenizer's own special tokens are wanted
 */
record NamedTemplate(
    String begin,
    String system,
    String user,
    String generation,
    String beforeContent,
    String afterContent,
    boolean bare)
    implements ChatTemplate {

  static NamedTemplate of(String name, String bos, String eos) {
    return switch (name) {
      case "plain", "auto" -> new NamedTemplate("", "%s\n", "%s\n", "", "", "", true);
      case "deepseek-llm" ->
          new NamedTemplate(bos, "%s\n\n", "User: %s\n\n", "Assistant:", " ", eos, false);
      case "deepseek-v3" ->
          new NamedTemplate(
              bos, "%s", "<｜User｜>%s", "<｜Assistant｜>", "", "<｜end▁of▁sentence｜>", false);
      case "chatml" ->
          new NamedTemplate(
              "",
              "<|im_start|>system\n%s<|im_end|>\n",
              "<|im_start|>user\n%s<|im_end|>\n",
              "<|im_start|>assistant\n",
              "",
              "<|im_end|>\n",
              false);
      case "alpaca" ->
          new NamedTemplate(
              bos
                  + "Below is an instruction that describes a task. Write a response that appropriately completes the"
                  + " request.\n\n",
              "%s\n\n",
              "### Instruction:\n%s\n\n",
              "### Response:\n",
              "",
              eos,
              false);
      default -> throw new SeekforgeException("Invalid template: \"" + name + "\"");
    };
  }

  @Override
  public Rendered render(List<Message> messages) {
    return build(messages, false);
  }

  @Override
  public Rendered prompt(List<Message> messages) {
    return build(messages, true);
  }

  private Rendered build(List<Message> messages, boolean withGenerationPrompt) {
    StringBuilder text = new StringBuilder(begin);
    List<Rendered.Span> completions = new ArrayList<>();
    for (Message message : messages) {
      switch (message.role()) {
        case "system" -> text.append(system.replace("%s", message.content()));
        case "user" -> text.append(user.replace("%s", message.content()));
        case "assistant" -> {
          text.append(generation);
          int start = text.length();
          text.append(beforeContent).append(message.content()).append(afterContent);
          completions.add(new Rendered.Span(start, text.length()));
        }
        default ->
            throw new SeekforgeException(
                "Cannot render a turn of role \"" + message.role() + "\" with this chat template");
      }
    }
    if (withGenerationPrompt) {
      text.append(generation);
    }
    return new Rendered(text.toString(), completions, bare);
  }
}
