package io.seekforge.text.template;

import io.seekforge.api.Message;
import io.seekforge.api.SeekforgeException;
import io.seekforge.text.template.jinja.JinjaTemplate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's own Jinja template, rendered as transformers renders it.
 *
 * <p>A completion is what an assistant turn adds to the conversation so far with the generation
 * prompt: found by rendering the conversation's beginnings and checking that each is the beginning
 * of the next. A template that marks its {@code generation} blocks says so itself.
 */
final class JinjaChatTemplate implements ChatTemplate {
  private final JinjaTemplate template;
  private final Map<String, Object> tokens = new HashMap<>();

  /**
   * @param source the template
   * @param bos text of the token before a text, "" if there is none
   * @param eos text of the token that ends a text, "" if there is none
   */
  JinjaChatTemplate(String source, String bos, String eos) {
    template = JinjaTemplate.compile(source);
    tokens.put("tools", null);
    tokens.put("documents", null);
    putIfThere("bos_token", bos);
    putIfThere("eos_token", eos);
  }

  private void putIfThere(String name, String token) {
    if (!token.isEmpty()) {
      tokens.put(name, token);
    }
  }

  @Override
  public Rendered prompt(List<Message> messages) {
    return new Rendered(text(messages, true), List.of(), false);
  }

  @Override
  public Rendered render(List<Message> messages) {
    JinjaTemplate.Output output = output(messages, false, false);
    if (!output.generations().isEmpty()) {
      return new Rendered(output.text(), marked(output.generations()), false);
    }
    List<Rendered.Span> completions = new ArrayList<>();
    for (int turn = 0; turn < messages.size(); turn++) {
      if (messages.get(turn).role().equals("assistant")) {
        AssistantTurn rendered = assistantTurn(messages, turn);
        boolean last = turn == messages.size() - 1;
        if (last && rendered.losesReasoning()) {
          return withReasoning(messages, rendered, output.text(), completions);
        }
        completions.add(rendered.span(output.text()));
      }
    }
    return new Rendered(output.text(), completions, false);
  }

  private AssistantTurn assistantTurn(List<Message> messages, int turn) {
    List<Message> before = messages.subList(0, turn);
    return new AssistantTurn(
        turn,
        messages.get(turn).content(),
        turn == 0 ? "" : text(before, false),
        turn == 0 ? "" : text(before, true),
        text(messages.subList(0, turn + 1), false));
  }

  /**
   * The conversation with the reasoning of its last turn, which templates of reasoning models cut
   * away because they render turns for being read again: what the model would have written behind
   * the generation prompt of its thinking mode.
   */
  private Rendered withReasoning(
      List<Message> messages, AssistantTurn last, String plain, List<Rendered.Span> completions) {
    String prompt = output(messages.subList(0, messages.size() - 1), true, true).text();
    int earlier = completions.isEmpty() ? 0 : completions.get(completions.size() - 1).end();
    boolean same = prompt.startsWith(plain.substring(0, earlier));
    if (!same || !prompt.stripTrailing().endsWith(AssistantTurn.THINK)) {
      throw new SeekforgeException(
          "Cannot render a conversation: the chat template drops the reasoning before "
              + AssistantTurn.END_THINK
              + "; take it out of the data, or name a template that keeps it");
    }
    String text = prompt + last.behindThink() + last.tail();
    List<Rendered.Span> all = new ArrayList<>(completions);
    all.add(new Rendered.Span(prompt.length(), text.length()));
    return new Rendered(text, all, false);
  }

  private static List<Rendered.Span> marked(List<int[]> generations) {
    return generations.stream().map(span -> new Rendered.Span(span[0], span[1])).toList();
  }

  private String text(List<Message> messages, boolean generationPrompt) {
    return output(messages, generationPrompt, false).text();
  }

  private JinjaTemplate.Output output(
      List<Message> messages, boolean generationPrompt, boolean thinking) {
    List<Object> turns = new ArrayList<>();
    for (Message message : messages) {
      Map<String, Object> turn = new LinkedHashMap<>();
      turn.put("role", message.role());
      turn.put("content", message.content());
      turns.add(turn);
    }
    Map<String, Object> variables = new HashMap<>(tokens);
    variables.put("messages", turns);
    variables.put("add_generation_prompt", generationPrompt);
    if (thinking) {
      variables.put("thinking", true);
      variables.put("enable_thinking", true);
    }
    return template.render(variables);
  }
}
