package io.seekforge.text.terms;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.recipe.NormalizeSection.GlossarySection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Texts whose mentions a reader marked: Chinese in both scripts, English, both widths, any case,
 * overlapping terms, and words that hold a term without being one. A mention counts if its place
 * and its concept are right.
 */
final class LabelledMentionsTest {
  private record Labelled(String text, Set<String> mentions) {}

  @Test
  void mentionsAreFoundAndNothingElse() throws IOException {
    Glossary glossary = new Glossary(terms(), true);
    int labelled = 0;
    int found = 0;
    int right = 0;
    List<String> wrong = new ArrayList<>();
    for (Labelled line : lines()) {
      Set<String> mentions = new HashSet<>();
      glossary
          .find(line.text())
          .forEach(m -> mentions.add(m.start() + "-" + m.end() + " " + m.term().concept()));
      labelled += line.mentions().size();
      found += mentions.size();
      mentions.retainAll(line.mentions());
      right += mentions.size();
      if (mentions.size() < line.mentions().size()) {
        wrong.add(line.text());
      }
    }
    assertThat(labelled).isGreaterThanOrEqualTo(300);
    assertThat(2.0 * right / (labelled + found)).as("F1; %s", wrong).isGreaterThanOrEqualTo(0.98);
  }

  @Test
  void withoutFoldingOneScriptIsFoundInItself() throws IOException {
    Glossary glossary = new Glossary(terms(), false);
    assertThat(glossary.find("高血压")).hasSize(1);
    assertThat(glossary.find("高血壓")).isEmpty();
  }

  private static List<Term> terms() throws IOException {
    GlossarySection section = new GlossarySection("glossary.csv", Map.of(), ",", true, "auto", "");
    try (InputStream bytes =
        LabelledMentionsTest.class.getResourceAsStream("/terms/glossary.csv")) {
      return GlossaryFile.read(bytes, section);
    }
  }

  private static List<Labelled> lines() throws IOException {
    try (InputStream bytes =
        LabelledMentionsTest.class.getResourceAsStream("/terms/mentions.txt")) {
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(LabelledMentionsTest::labelled)
          .toList();
    }
  }

  private static Labelled labelled(String line) {
    StringBuilder text = new StringBuilder();
    Set<String> mentions = new HashSet<>();
    int from = 0;
    for (int open = line.indexOf("[["); open >= 0; open = line.indexOf("[[", from)) {
      int bar = line.indexOf('|', open);
      int close = line.indexOf("]]", bar);
      text.append(line, from, open);
      int start = text.length();
      text.append(line, open + 2, bar);
      mentions.add(start + "-" + text.length() + " " + line.substring(bar + 1, close));
      from = close + 2;
    }
    return new Labelled(text.append(line.substring(from)).toString(), mentions);
  }
}
