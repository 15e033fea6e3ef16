package io.seekforge.text.terms;

import io.seekforge.api.recipe.NormalizeSection.GlossarySection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Texts whose mentions a reader marked: Chinese in both scripts, English, both widths, any case,
 * overlapping terms, and words that hold a term without being one. A mention counts if its place
 * and its concept are right.
 *
 * @param labelled mentions marked
 * @param found mentions found
 * @param right those of them that are marked
 * @param wrong texts with a mention missed
 */
public record LabelledMentions(int labelled, int found, int right, List<String> wrong) {
  private record Labelled(String text, Set<String> mentions) {}

  /** Looks for the glossary's terms in all texts. */
  public static LabelledMentions run() throws IOException {
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
    return new LabelledMentions(labelled, found, right, wrong);
  }

  public double f1() {
    return 2.0 * right / (labelled + found);
  }

  static List<Term> terms() throws IOException {
    GlossarySection section = new GlossarySection("glossary.csv", Map.of(), ",", true, "auto", "");
    try (InputStream bytes = LabelledMentions.class.getResourceAsStream("/terms/glossary.csv")) {
      return GlossaryFile.read(bytes, section);
    }
  }

  private static List<Labelled> lines() throws IOException {
    try (InputStream bytes = LabelledMentions.class.getResourceAsStream("/terms/mentions.txt")) {
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(LabelledMentions::labelled)
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
