package io.seekforge.text.terms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.NormalizeSection.GlossarySection;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GlossaryTest {
  private final Glossary glossary =
      new Glossary(
          List.of(
              term("C1", "COVID-19", "新冠病毒"),
              term("C1", "COVID-19", "新冠"),
              term("C1", "COVID-19", "SARS-CoV-2 infection"),
              term("C2", "influenza", "flu"),
              term("C3", "type 2 diabetes", "2型糖尿病"),
              term("C4", "mg", "㎎")));

  @Test
  void leftmostLongestOfOverlappingTerms() {
    assertThat(surfaces("他感染了新冠病毒。新冠又来了")).containsExactly("新冠病毒", "新冠");
  }

  @Test
  void latinTermsNeedWordBoundariesHanTermsDoNot() {
    assertThat(surfaces("The flu, Flu and FLU; fluent influx, flu2 and 流感flu病"))
        .containsExactly("flu", "Flu", "FLU", "flu");
  }

  @Test
  void widthIsFoldedAndPlacesStayThoseOfTheText() {
    assertThat(surfaces("x ＳＡＲＳ－ＣｏＶ－２ infection 5㎎ y")).containsExactly("ＳＡＲＳ－ＣｏＶ－２ infection");
    assertThat(surfaces("dose: ㎎ ok")).containsExactly("㎎");
    assertThat(surfaces("😀😀 ２型糖尿病")).containsExactly("２型糖尿病");
  }

  @Test
  void canonicalTermsAreSeenButNotTakenApart() {
    Glossary nested =
        new Glossary(List.of(term("A", "seasonal flu", "grippe"), term("B", "influenza", "flu")));
    assertThat(nested.find("seasonal flu and flu").stream().map(m -> m.term().canonical()))
        .containsExactly("seasonal flu", "influenza");
  }

  @Test
  void conflictsGoToTheEarlierTerm() {
    Glossary two =
        new Glossary(List.of(term("A", "anemia", "low iron"), term("B", "other", "Low Iron")));
    assertThat(two.conflicts())
        .singleElement()
        .extracting(c -> c.used().canonical())
        .isEqualTo("anemia");
    assertThat(two.find("low iron").get(0).term().canonical()).isEqualTo("anemia");
  }

  @ParameterizedTest
  @ValueSource(strings = {"病毒感", "ab ", "ab -病", "a病"})
  void agreesWithSearchingOneByOne(String alphabet) {
    Random random = new Random(4);
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      terms.add(term("T" + i, "c" + i, letters(random, 1 + random.nextInt(4), alphabet)));
    }
    Glossary many = new Glossary(terms);
    for (int round = 0; round < 200; round++) {
      String text = letters(random, 60, alphabet);
      assertThat(many.find(text).stream().map(m -> m.start() + "-" + m.end()).toList())
          .isEqualTo(oneByOne(terms, text));
    }
  }

  @Test
  void aMissingColumnIsNamed() throws IOException {
    GlossarySection section = new GlossarySection("g.csv", Map.of(), ",", true, "auto", "");
    assertThat(
            GlossaryCsv.read(
                new StringReader("concept,canonical,variant\nC,a b,\"x, y\"\n"), section))
        .containsExactly(new Term("C", "a b", "x, y", "g.csv", true));
    assertThatThrownBy(() -> GlossaryCsv.read(new StringReader("id,canonical,variant\n"), section))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("concept")
        .hasMessageContaining("g.csv");
  }

  /** Leftmost-longest by brute force. */
  private static List<String> oneByOne(List<Term> terms, String text) {
    List<String> found = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int longest = 0;
      for (Term term : terms) {
        int end = at + term.variant().length();
        if (text.startsWith(term.variant(), at) && !inside(text, at) && !inside(text, end)) {
          longest = Math.max(longest, term.variant().length());
        }
      }
      if (longest > 0) {
        found.add(at + "-" + (at + longest));
      }
      at += Math.max(1, longest);
    }
    return found;
  }

  private static boolean inside(String text, int place) {
    return place > 0
        && place < text.length()
        && "ab".indexOf(text.charAt(place - 1)) >= 0
        && "ab".indexOf(text.charAt(place)) >= 0;
  }

  private static String letters(Random random, int length, String alphabet) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private List<String> surfaces(String text) {
    return glossary.find(text).stream().map(m -> text.substring(m.start(), m.end())).toList();
  }

  private static Term term(String concept, String canonical, String variant) {
    return new Term(concept, canonical, variant, "g", true);
  }
}
