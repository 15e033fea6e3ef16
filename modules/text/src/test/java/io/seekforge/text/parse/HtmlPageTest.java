package io.seekforge.text.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Document;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class HtmlPageTest {
  private static final Sources HTML = Sources.of("html").maxRecordBytes(1 << 24);
  private static final String PROSE =
      "The patient had a fever for three days, a dry cough and no appetite at all, she said.";

  @Test
  void mainTextWithoutWhatIsAroundIt() {
    Document document =
        HTML.parse(
                """
                <html lang="en"><head><title>Fever - Clinic</title>
                <meta property="og:title" content="Fever"><link rel="canonical" href="https://x.org/f">
                <meta property="article:published_time" content="2020-01-02">
                <link rel="license" href="https://creativecommons.org/licenses/by/4.0/">
                <script>var x = "<p>no</p>";</script></head><body>
                <nav><a href="/">Home</a></nav><div class="cookie-banner">We use cookies, many of them, everywhere and always.</div>
                <main><h1>Fever</h1><p>%s</p><p>Second&nbsp;paragraph<br>with a line, <b>bold</b> and <i>marks</i>.</p>
                <ul><li>one</li><li><p>two</p></li></ul>
                <table><tr><th>Drug</th><th>Dose</th></tr><tr><td>A</td><td>$</td><td>5</td></tr></table>
                <pre>a  b
                c</pre>
                <div class="related"><a href="/1">Other</a></div><p style="display: none">hidden words</p></main>
                <footer>&copy; Clinic</footer></body></html>
                """
                    .formatted(PROSE))
            .only();
    assertThat(document.text())
        .isEqualTo(
            PROSE
                + "\n\nSecond paragraph\nwith a line, bold and marks.\n\n- one\n- two\n\n"
                + "Drug | Dose\nA | $5\n\na  b\nc");
    assertThat(document.url()).isEqualTo("https://x.org/f");
    assertThat(document.lang()).isEqualTo("en");
    assertThat(document.created()).isEqualTo("2020-01-02");
    assertThat(document.license()).isEqualTo("CC-BY-4.0");
    assertThat(document.metadata()).containsEntry("title", "Fever");
  }

  @Test
  void captionsTagsAndBylinesAreNoProse() {
    String page =
        """
        <body><div class="post"><p>%s</p>
        <div><img src="a.jpg"><span>A caption below</span></div>
        <span class="newsCaption">Named in camel case</span>
        <p itemprop="author">By A. Writer</p><p>%s</p>
        <p>Tagged <a rel="tag" href="/t">fever</a></p></div></body>"""
            .formatted(PROSE, PROSE);
    assertThat(HTML.parse(page).texts()).containsExactly(PROSE + "\n\n" + PROSE + "\n\nTagged");
  }

  @Test
  void anArticleInPartsStaysWhole() {
    String block = "<div class=\"block\"><p>%s</p></div>";
    String list = "<ol>" + ("<li>" + PROSE + "</li>").repeat(9) + "</ol>";
    assertThat(
            HTML.parse(
                    "<body><div>"
                        + block.formatted(PROSE)
                        + "<div><a href='/'>Home</a></div>"
                        + block.formatted((PROSE + " ").repeat(6))
                        + "</div></body>")
                .only()
                .text())
        .startsWith(PROSE + "\n\n" + PROSE);
    assertThat(
            HTML.parse("<body><div><p>Lead: " + PROSE + "</p>" + list + "</div></body>")
                .only()
                .text())
        .startsWith("Lead: " + PROSE + "\n\n- ");
  }

  @Test
  void theStatedBodyStandsInForTextThatScriptsWouldBring() {
    String body = (PROSE + " ").repeat(6).strip();
    String json = "<script type='application/ld+json'>{\"articleBody\": \"" + body + "\"}</script>";
    assertThat(
            HTML.parse("<head>" + json + "</head><body><p>Please enable scripts.</p></body>")
                .texts())
        .containsExactly(body);
    assertThat(HTML.parse("<head>" + json + "</head><body><p>" + body + "</p></body>").texts())
        .containsExactly(body);
    assertThat(
            HTML.parse(
                    "<head><script type='application/ld+json'>{\"articleBody\": </script></head><body><p>"
                        + PROSE
                        + "</p></body>")
                .texts())
        .containsExactly(PROSE);
  }

  @Test
  void manyPicturesInOneBlockEndInTime() {
    String wide = "<div>" + "<img>".repeat(200_000) + "</div><p>" + PROSE + "</p>";
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> assertThat(HTML.parse(wide).texts()).containsExactly(PROSE));
  }

  @Test
  void encodingsAreThoseOfTheRecipeOrThePage() {
    String page =
        "<html><head><meta charset=\"gb2312\"></head><body><p>高血压患者能吃党参吗？</p></body></html>";
    byte[] chinese = page.getBytes(Charset.forName("GBK"));
    assertThat(HTML.parse(chinese).texts()).containsExactly("高血压患者能吃党参吗？");
    assertThat(HTML.parse(page).texts()).containsExactly("高血压患者能吃党参吗？");
    byte[] latin = "<p>caf\u00E9</p>".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(HTML.parse(latin).reasons()).containsExactly("invalid_encoding");
    assertThat(HTML.encoding("windows-1252").parse(latin).texts()).containsExactly("café");
  }

  @Test
  void aPageWithoutTextIsNamed() {
    assertThat(HTML.parse("<html><body><script>x()</script></body></html>").reasons())
        .containsExactly("missing_field");
  }

  @Test
  void deeplyNestedElementsEndInTime() {
    String deep = "<div class='a'>".repeat(200_000) + PROSE;
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> assertThat(HTML.parse(deep).texts()).containsExactly(PROSE));
  }

  @Test
  void manyHiddenSiblingsEndInTime() {
    String wide = "<p hidden class='ad'>x</p>".repeat(200_000) + "<p>" + PROSE + "</p>";
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> assertThat(HTML.parse(wide).texts()).containsExactly(PROSE));
  }

  @Test
  void mainTextAgreesWithHumanTranscriptions() throws IOException {
    HtmlBenchmark score = HtmlBenchmark.run(SharedData.at("html"));
    assertThat(score.pages()).hasSize(60);
    assertThat(score.f1()).as("F1 of the benchmark").isGreaterThan(0.975);
    assertThat(score.mean()).as("mean F1 of pages").isGreaterThan(0.975);
  }
}
