package io.seekforge.cli.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.cli.report.Report;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

final class PageTest {
  private static final String HOSTILE =
      "<script>alert(1)</script>\"><img src=x onerror=alert(2)>' onload='x&\u202E\u0000";

  @Test
  void everythingOfTheReportIsShown() throws IOException {
    String page = Page.of(new ReportFixture("").report());
    Files.createDirectories(Path.of("target/report-sample"));
    Files.writeString(Path.of("target/report-sample/index.html"), page);
    assertThat(page)
        .contains("94.2 %", "5.8 %", "exact_duplicate", "raw/broken.jsonl", "invalid_json")
        .contains("surface=新冠病毒", "gastritis", "0123456789abcdef", "validation loss")
        .contains("Quality, learned from examples", "0.987", "0.654", "0.321")
        .contains("Domains, learned from sources", "0.789", "0.456", "0.123")
        .contains("common_words", "3 of 20", "a form of words")
        .contains("Learning curve", "Lineage", "decontaminate")
        .contains("expert 1: load 2.250, chosen", "Overlap of domains", "50.0 %");
  }

  @Test
  void textOfTheDataNeverBecomesMarkup() {
    String page = Page.of(new ReportFixture(HOSTILE).report());
    assertThat(page)
        .doesNotContain("<script", "<img", "\u202E", "\u0000")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;");
    Matcher tags = Pattern.compile("<[^>]*>").matcher(page);
    while (tags.find()) {
      assertThat(tags.group()).doesNotContain(" on").doesNotContain("javascript:");
    }
  }

  @Test
  void thePageNeedsNothingFromOutside() {
    String page = Page.of(new ReportFixture("").report());
    assertThat(page).contains("default-src 'none'").doesNotContain("http://", "https://", "url(");
  }

  @Test
  void everyPictureIsWellFormed() throws Exception {
    String page = Page.of(new ReportFixture(HOSTILE).report());
    Matcher pictures = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(page);
    int count = 0;
    while (pictures.find()) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(pictures.group())));
      assertThat(pictures.group()).doesNotContain("NaN", "Infinity");
      count++;
    }
    assertThat(count).isEqualTo(10);
  }

  @Test
  void anEmptyReportIsAPageToo() {
    Report full = new ReportFixture("").report();
    Report empty =
        new Report(
            1,
            full.title(),
            full.recipe(),
            full.recipeHash(),
            full.model(),
            full.stages(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            new Report.Corpus(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of()),
            new Report.Training(List.of(), List.of()),
            List.of(),
            new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode(),
            List.of(),
            full.paths(),
            full.provenance());
    assertThat(Page.of(empty)).contains("Every record could be read.").doesNotContain("NaN");
  }
}
