package io.seekforge.text.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.text.parse.Citations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RecordSchemaTest {
  private static final String TITLE =
      "Copper surfaces and infection rates in intensive care units: a controlled trial";
  private final RecordSchema schema = new RecordSchema(Citations.KINDS);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // The same article as two catalogues have it.
        "same|Copper Surfaces and <i>infection</i> rates in intensive-care units : A controlled trial|"
            + "Salgado CD, Sepkowitz KA|2013|Infect Control Hosp Epidemiol|34|479-86|-",
        // Ahead of print: the year before, neither volume nor pages.
        "same|" + TITLE + "|Salgado, C. D.|2012|-|-|-|https://doi.org/10.1086/670207",
        // Without authors, with a note behind the title.
        "same|"
            + TITLE
            + " 06 Biological Sciences|-|2013|Infection Control & Hospital Epidemiology|34|479|-",
        // A typing error and another form of the journal.
        "same|Coper surfaces and infection rates in intensive care units: a controled trial|"
            + "Cassandra D. Salgado; Kent Sepkowitz|2013|-|34(5)|479-486|10.1086/670207",
        // The abstract of a congress, other parts, an answer, another article of one supplement.
        "other|"
            + TITLE
            + "|Salgado, Cassandra D.|2011|American Journal of Infection Control|39|E45|-",
        "other|Copper surfaces and infection rates in intensive care units: a controlled trial, part 2|"
            + "Salgado, C. D.|2013|Infect Control Hosp Epidemiol|34|487-90|-",
        "other|Reply to Weber and Rutala on copper|Salgado, C. D.|2013|Infect Control Hosp Epidemiol|34|1350|-",
        "other|Zinc and wound healing in burns|Berger, M.|2013|Infect Control Hosp Epidemiol|34|480|10.1086/670207"
      })
  void evidence(
      String expected,
      String title,
      String authors,
      String year,
      String journal,
      String volume,
      String pages,
      String doi) {
    List<String> first =
        record(
            TITLE,
            "Salgado, Cassandra D.\nSepkowitz, Kent A.\nJohn, Joseph F.",
            "2013",
            "Infection Control and Hospital Epidemiology",
            "34",
            "479-486",
            "10.1086/670207");
    List<String> second = record(title, authors, year, journal, volume, pages, doi);
    double bits = schema.evidence(first, second);
    assertThat(bits >= 20).as("%s bits", bits).isEqualTo(expected.equals("same"));
    assertThat(schema.evidence(second, first)).isEqualTo(bits);
    if (expected.equals("same")) {
      List<Long> shared = new ArrayList<>(Arrays.stream(schema.keys(first)).boxed().toList());
      shared.retainAll(Arrays.stream(schema.keys(second)).boxed().toList());
      assertThat(shared).isNotEmpty();
    }
  }

  @Test
  void aShortTitleProvesLittle() {
    List<String> one = record("Editorial", null, "2013", "Lancet", "381", "7", null);
    List<String> two = record("Editorial", null, "2013", "Lancet", "381", "97", null);
    assertThat(schema.evidence(one, two)).isLessThan(20);
  }

  @Test
  void oneFieldAloneIsNoRecord() {
    assertThat(schema.record(name -> name.equals("title") ? TITLE : null)).isEmpty();
    assertThat(schema.record(name -> name.equals("year") ? "2013" : "")).isEmpty();
    assertThat(schema.record(name -> name.equals("title") ? TITLE : "2013")).hasSize(7);
  }

  @Test
  void titlesWithAFewTypingErrorsShareAKey() {
    Random random = new Random(5);
    int shared = 0;
    int rounds = 300;
    for (int round = 0; round < rounds; round++) {
      StringBuilder title = new StringBuilder();
      for (int i = 0; i < 70; i++) {
        title.append(i % 7 == 6 ? ' ' : (char) ('a' + random.nextInt(26)));
      }
      StringBuilder typed = new StringBuilder(title);
      for (int error = 0; error < 3; error++) {
        typed.setCharAt(random.nextInt(title.length()), (char) ('a' + random.nextInt(26)));
      }
      long[] keys = schema.keys(record(title.toString(), "Smith", null, null, null, null, null));
      List<Long> others =
          Arrays.stream(
                  schema.keys(record(typed.toString(), "Smith", null, null, null, null, null)))
              .boxed()
              .toList();
      shared += Arrays.stream(keys).anyMatch(others::contains) ? 1 : 0;
    }
    assertThat(shared).isGreaterThan(rounds * 98 / 100);
  }

  private List<String> record(
      String title,
      String authors,
      String year,
      String journal,
      String volume,
      String pages,
      String doi) {
    return List.of(
        schema.record(
            name ->
                switch (name) {
                  case "title" -> title;
                  case "authors" -> authors;
                  case "year" -> year;
                  case "journal" -> journal;
                  case "volume" -> volume;
                  case "pages" -> pages;
                  default -> doi;
                }));
  }
}
