package io.seekforge.text.template.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.SeekforgeException;
import io.seekforge.text.SharedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JinjaTemplateTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A template and what jinja2 makes of it; see src/test/python/make_jinja_cases.py. */
  record Case(String template, String expected, Map<String, Object> variables) {
    @Override
    public String toString() {
      return template;
    }
  }

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                JinjaTemplateTest.class.getResourceAsStream("jinja-cases.jsonl"),
                StandardCharsets.UTF_8))) {
      Map<String, Object> variables = variables(JSON.readTree(lines.readLine()).get("variables"));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode node = JSON.readTree(line);
        cases.add(
            new Case(
                node.get("template").textValue(), node.get("expected").textValue(), variables));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void asJinja2(Case given) {
    if (given.expected() == null) {
      assertThatThrownBy(() -> render(given.template(), given.variables()))
          .isInstanceOf(SeekforgeException.class)
          .message()
          .hasLineCount(1);
    } else {
      assertThat(render(given.template(), given.variables())).isEqualTo(given.expected());
    }
  }

  @Test
  void everyChatTemplateRendersExactly() throws IOException {
    Path folder = SharedData.file("models/chat-templates");
    int count = 0;
    for (String line : Files.readAllLines(folder.resolve("cases.jsonl"))) {
      JsonNode node = JSON.readTree(line);
      String name = node.get("template").textValue();
      Map<String, Object> variables = variables(node.get("kwargs"));
      variables.put("messages", value(node.get("messages")));
      variables.put("add_generation_prompt", node.get("add_generation_prompt").booleanValue());
      for (String token : List.of("bos_token", "eos_token")) {
        if (!node.get(token).isNull()) {
          variables.put(token, node.get(token).textValue());
        }
      }
      String source = Files.readString(folder.resolve(name + ".jinja"));
      assertThat(render(source, variables))
          .as(name + ", " + node.get("case"))
          .isEqualTo(node.get("expected").textValue());
      count++;
    }
    assertThat(count).isEqualTo(24);
  }

  @Test
  void generationBlocksAreMarked() {
    JinjaTemplate template =
        JinjaTemplate.compile(
            "{% for m in messages %}<{{ m }}>{% if loop.index is even %}"
                + "{% generation %}{{ m }}!{% endgeneration %}{% endif %}{% endfor %}");
    JinjaTemplate.Output output = template.render(Map.of("messages", List.of("a", "bc", "d", "e")));
    assertThat(output.text()).isEqualTo("<a><bc>bc!<d><e>e!");
    assertThat(output.generations()).containsExactly(new int[] {7, 10}, new int[] {16, 18});
  }

  @Test
  void theDayIsNotKnown() {
    assertThat(render("{{ strftime_now is defined }}", Map.of())).isEqualTo("False");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% for a in b recursive %}{% endfor %}",
        "{% do x %}",
        "{{ f(*x) }}",
        "{{ x|xmlattr }}",
      })
  void whatIsNotSupportedIsRefusedByName(String template) {
    assertThatThrownBy(() -> JinjaTemplate.compile(template))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageMatching("Invalid chat template: .*supported.*\\(line 1\\)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% set ns = namespace(x='a') %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{{ 'a' * 99999999999 }}",
        "{{ [1] * 99999999999 }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% for a in range(9999) %}{% for b in range(9999) %}{% set x = 1 %}{% endfor %}{% endfor %}",
        "{{ 99999999999 ** 99999999999 }}",
        "{{ 9223372036854775807 + 1 }}",
      })
  void hostileTemplatesComeToAnEnd(String template) {
    assertThatThrownBy(() -> render(template, Map.of()))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageStartingWith("Cannot render the chat template: ");
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> JinjaTemplate.compile("{{ " + "(".repeat(50_000)))
        .isInstanceOf(SeekforgeException.class);
    assertThatThrownBy(() -> JinjaTemplate.compile("{% if a %}".repeat(50_000)))
        .isInstanceOf(SeekforgeException.class);
    assertThatThrownBy(() -> JinjaTemplate.compile("{{ " + "not ".repeat(50_000) + "a }}"))
        .isInstanceOf(SeekforgeException.class);
    assertThatThrownBy(() -> JinjaTemplate.compile("{{ " + "-".repeat(50_000) + "1 }}"))
        .isInstanceOf(SeekforgeException.class);
    assertThatThrownBy(() -> render("{{ a" + ".a".repeat(100_000) + " }}", Map.of("a", Map.of())))
        .isInstanceOf(SeekforgeException.class);
  }

  /** A mutated template renders or is refused in one line; it never does anything else. */
  @Test
  void mutatedTemplatesNeverCrash() throws IOException {
    Random random = new Random(11);
    List<Case> cases = cases();
    String parts = "{%}#-+|.()[]'\"\\ \n=~*/%<>!,:ab01";
    for (int i = 0; i < 4_000; i++) {
      Case given = cases.get(random.nextInt(cases.size()));
      StringBuilder template = new StringBuilder(given.template());
      for (int edits = 1 + random.nextInt(3); edits > 0 && !template.isEmpty(); edits--) {
        int at = random.nextInt(template.length());
        switch (random.nextInt(3)) {
          case 0 -> template.deleteCharAt(at);
          case 1 -> template.insert(at, parts.charAt(random.nextInt(parts.length())));
          default -> template.setCharAt(at, parts.charAt(random.nextInt(parts.length())));
        }
      }
      try {
        render(template.toString(), given.variables());
      } catch (SeekforgeException e) {
        assertThat(e.getMessage()).containsPattern("^(Invalid|Cannot render the) chat template: ");
      }
    }
  }

  private static String render(String template, Map<String, Object> variables) {
    return JinjaTemplate.compile(template).render(variables).text();
  }

  private static Map<String, Object> variables(JsonNode object) {
    Map<String, Object> variables = new HashMap<>();
    object.properties().forEach(entry -> variables.put(entry.getKey(), value(entry.getValue())));
    return variables;
  }

  private static Object value(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      node.properties().forEach(entry -> map.put(entry.getKey(), value(entry.getValue())));
      return map;
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>();
      node.forEach(element -> list.add(value(element)));
      return list;
    }
    if (node.isNull()) {
      return null;
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isTextual()) {
      return node.textValue();
    }
    return node.isIntegralNumber() ? (Object) node.longValue() : node.doubleValue();
  }
}
