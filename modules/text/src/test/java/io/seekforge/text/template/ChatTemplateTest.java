package io.seekforge.text.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.Message;
import io.seekforge.api.SeekforgeException;
import io.seekforge.text.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatTemplateTest {
  private static final String BOS = "<｜begin▁of▁sentence｜>";
  private static final String EOS = "<｜end▁of▁sentence｜>";
  private static final List<Message> TURNS =
      List.of(
          new Message("system", "Be brief."),
          new Message("user", "What is gout?"),
          new Message("assistant", "An arthritis."),
          new Message("user", "痛风?"),
          new Message("assistant", "Gout."));

  @Test
  void namedTemplatesAreThoseOfTheModels() throws IOException {
    String llm =
        new ObjectMapper()
            .readTree(
                SharedData.file("models/deepseek-llm-tokenizer/tokenizer_config.json").toFile())
            .get("chat_template")
            .textValue();
    same("deepseek-llm", llm);
    same("deepseek-v3", shared("deepseek-ai-DeepSeek-R1-Distill-Llama-8B"));
    same("chatml", shared("Qwen-Qwen2.5-7B-Instruct"));
  }

  private static void same(String name, String source) {
    Rendered named = NamedTemplate.of(name, BOS, EOS).render(TURNS);
    Rendered own = new JinjaChatTemplate(source, BOS, EOS).render(TURNS);
    assertThat(own.text()).as(name).isEqualTo(named.text());
    assertThat(own.completions()).as(name).isEqualTo(named.completions());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deepseek-ai-DeepSeek-R1-Distill-Llama-8B",
        "deepseek-ai-DeepSeek-V3.1",
        "Qwen-Qwen2.5-7B-Instruct"
      })
  void completionsAreTheAnswersWithTheirEnd(String name) throws IOException {
    Rendered rendered = own(name).render(TURNS);
    String end = name.startsWith("Qwen") ? "<|im_end|>\n" : EOS;
    assertThat(rendered.completions()).hasSize(2);
    assertThat(part(rendered, 0)).isEqualTo("An arthritis." + end);
    assertThat(part(rendered, 1)).isEqualTo("Gout." + end);
    assertThat(rendered.bare()).isFalse();
    assertThat(rendered.text()).startsWith(rendered.beforeLastCompletion().text());
  }

  @Test
  void thePromptIsTheGenerationPromptWhereTheTemplateKeepsIt() throws IOException {
    for (String name : List.of("deepseek-ai-DeepSeek-V3.1", "Qwen-Qwen2.5-7B-Instruct")) {
      assertThat(own(name).render(TURNS).beforeLastCompletion().text())
          .isEqualTo(own(name).prompt(TURNS.subList(0, 4)).text());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<think>\nUric acid.\n</think>\n\nGout.", "Uric acid.\n</think>\n\nGout."})
  void reasoningOfTheLastTurnIsKept(String content) throws IOException {
    List<Message> turns = List.of(new Message("user", "痛风?"), new Message("assistant", content));
    ChatTemplate r1 = own("deepseek-ai-DeepSeek-R1-Distill-Llama-8B");
    Rendered rendered = r1.render(turns);
    assertThat(rendered.text())
        .isEqualTo(BOS + "<｜User｜>痛风?<｜Assistant｜><think>\nUric acid.\n</think>\n\nGout." + EOS);
    assertThat(part(rendered, 0)).isEqualTo("Uric acid.\n</think>\n\nGout." + EOS);
    assertThat(rendered.beforeLastCompletion().text())
        .isEqualTo(r1.prompt(turns.subList(0, 1)).text());

    Rendered v31 = own("deepseek-ai-DeepSeek-V3.1").render(turns);
    assertThat(v31.text())
        .isEqualTo(BOS + "<｜User｜>痛风?<｜Assistant｜><think>Uric acid.\n</think>\n\nGout." + EOS);
  }

  @Test
  void reasoningThatCannotBeKeptIsRefused() {
    ChatTemplate template =
        new JinjaChatTemplate(
            "{% for m in messages %}[{{ m.content.split('</think>')[-1] }}]{% endfor %}", "", "");
    assertThatThrownBy(
            () ->
                template.render(
                    List.of(
                        new Message("user", "q"), new Message("assistant", "<think>why</think>a"))))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("drops the reasoning");
  }

  @Test
  void aTemplateThatRewritesEarlierTurnsIsRefused() {
    ChatTemplate template =
        new JinjaChatTemplate(
            "{% for m in messages %}{{ m.content }}{% if loop.last %}.{% endif %};{% endfor %}",
            "", "");
    assertThat(template.render(TURNS.subList(0, 3)).completions()).hasSize(1);
    assertThatThrownBy(() -> template.render(TURNS))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("renders turn 3 in another way");
  }

  @Test
  void generationBlocksSayWhereCompletionsStand() {
    ChatTemplate template =
        new JinjaChatTemplate(
            "{% for m in messages %}{% if m.role == 'assistant' %}A:{% generation %}{{ m.content }}"
                + "{% endgeneration %}{% else %}Q:{{ m.content }}{% endif %}{% endfor %}",
            "", "");
    Rendered rendered = template.render(TURNS);
    assertThat(part(rendered, 0)).isEqualTo("An arthritis.");
    assertThat(part(rendered, 1)).isEqualTo("Gout.");
  }

  @Test
  void aConversationMayBeginWithTheAssistant() throws IOException {
    List<Message> turns = List.of(new Message("assistant", " Hello. "));
    Rendered rendered = own("deepseek-ai-DeepSeek-R1-Distill-Llama-8B").render(turns);
    assertThat(part(rendered, 0)).isEqualTo(" Hello. " + EOS);
  }

  private static String part(Rendered rendered, int completion) {
    Rendered.Span span = rendered.completions().get(completion);
    return rendered.text().substring(span.start(), span.end());
  }

  private static ChatTemplate own(String name) throws IOException {
    return new JinjaChatTemplate(shared(name), BOS, EOS);
  }

  private static String shared(String name) throws IOException {
    return Files.readString(SharedData.file("models/chat-templates/" + name + ".jinja"));
  }
}
