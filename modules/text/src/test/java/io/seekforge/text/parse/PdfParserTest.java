package io.seekforge.text.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.Document;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.junit.jupiter.api.Test;

class PdfParserTest {
  static final Sources PDF = Sources.of("pdf");

  private static final String HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";

  @Test
  void linesBecomeParagraphs() throws IOException {
    byte[] file =
        new Pdfs()
            .page()
            .line(72, 740, 16, "Fever in adults")
            .lines(
                72,
                700,
                "A fever that lasts for more than three days needs a well-known treat-",
                "ment, and the patient should drink. Tests for bacteria are state-of-the-",
                "art and well-",
                "known; they take a day.")
            .lines(72, 640, "A second paragraph stands below a gap.")
            .lines(72, 616, "- first item", "- second item that is longer than", "one line")
            .bytes();
    assertThat(PDF.parse(file).only().text())
        .isEqualTo(
            """
            Fever in adults

            A fever that lasts for more than three days needs a well-known treatment, and the patient \
            should drink. Tests for bacteria are state-of-theart and well-known; they take a day.

            A second paragraph stands below a gap.

            - first item

            - second item that is longer than one line""");
  }

  @Test
  void indentedLinesAndShortLinesEndParagraphs() throws IOException {
    byte[] file =
        new Pdfs()
            .page()
            .lines(72, 700, "The first paragraph fills its line up to the right edge of text")
            .lines(72, 688, "and ends here.")
            .lines(72, 676, "The next begins after a short line and goes on to the right edge.")
            .lines(84, 664, "An indented line begins another one, whatever its line before does,")
            .lines(72, 652, "and goes on at the left.")
            .bytes();
    assertThat(PDF.parse(file).only().text().split("\n\n")).hasSize(3);
  }

  @Test
  void runningHeadersFootersAndPageNumbersGo() throws IOException {
    Pdfs pdf = new Pdfs();
    for (int page = 1; page <= 4; page++) {
      pdf.page().line(72, 760, 8, "Journal of Tests, volume 12").line(300, 30, 8, "Page " + page);
      pdf.lines(72, 700, "Text of page " + "abcd".charAt(page - 1) + " goes on without an end and");
      pdf.lines(72, 688, page < 4 ? "the sentence goes over to a page that" : "ends at last.");
    }
    Document document = PDF.parse(pdf.bytes()).only();
    assertThat(document.text())
        .doesNotContain("Journal of Tests", "Page ")
        .startsWith("Text of page a goes on")
        .endsWith("ends at last.");
    assertThat(document.metadata()).containsEntry("pages", "4");
    assertThat(document.position()).isEqualTo(-1);
  }

  @Test
  void columnsAreReadInTheOrderTheyAreDrawn() throws IOException {
    byte[] file =
        new Pdfs()
            .page()
            .lines(72, 700, "The left column holds the be-", "ginning of a sentence that")
            .lines(320, 700, "goes on in the right column", "and ends there.")
            .bytes();
    assertThat(PDF.parse(file).only().text())
        .isEqualTo(
            "The left column holds the beginning of a sentence that goes on in the right column and ends there.");
  }

  @Test
  void chineseLinesAreJoinedWithoutSpaces() {
    String content =
        "BT /F1 12 Tf 72 700 Td <%s> Tj 0 -14 Td <%s> Tj ET"
            .formatted(utf16("患者发热三天，咳嗽并"), utf16("伴有头痛。请多喝水。"));
    String font =
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
            + " /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light"
            + " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000"
            + " /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6"
            + " /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700"
            + " /StemV 80 >> >>] >>";
    byte[] file = Pdfs.onePage(Pdfs.stream("", Pdfs.ascii(content)), font);
    assertThat(PDF.parse(file).only().text()).isEqualTo("患者发热三天，咳嗽并伴有头痛。请多喝水。");
  }

  private static String utf16(String text) {
    StringBuilder digits = new StringBuilder();
    text.chars().forEach(c -> digits.append("%04X".formatted(c)));
    return digits.toString();
  }

  @Test
  void metadataOfTheInformationDictionary() throws IOException {
    Pdfs pdf = new Pdfs().page().lines(72, 700, "Some text.");
    pdf.document().getDocumentInformation().setTitle("A title");
    pdf.document().getDocumentInformation().setAuthor("A. Writer");
    Calendar day = new GregorianCalendar(TimeZone.getTimeZone("UTC"));
    day.clear();
    day.set(2021, Calendar.MARCH, 4, 12, 0);
    pdf.document().getDocumentInformation().setCreationDate(day);
    pdf.document().getDocumentCatalog().setLanguage("en-GB");
    Document document = PDF.parse(pdf.bytes()).only();
    assertThat(document.metadata())
        .containsEntry("title", "A title")
        .containsEntry("author", "A. Writer")
        .containsEntry("pages", "1");
    assertThat(document.lang()).isEqualTo("en-GB");
    assertThat(document.created()).isEqualTo("2021-03-04");
    assertThat(document.license()).isEqualTo("CC0-1.0");
  }

  @Test
  void metadataOfXmpIsReadAndNeverLeavesTheFile() throws IOException {
    String description =
        "<x:xmpmeta><rdf:RDF><rdf:Description><dc:title><rdf:Alt><rdf:li>In XMP%s</rdf:li></rdf:Alt></dc:title>"
            + "<dc:creator><rdf:Seq><rdf:li>B. One</rdf:li><rdf:li>C. Two</rdf:li></rdf:Seq></dc:creator>"
            + "</rdf:Description></rdf:RDF></x:xmpmeta>";
    Document document = PDF.parse(withXmp(description.formatted(""))).only();
    assertThat(document.metadata())
        .containsEntry("title", "In XMP")
        .containsEntry("author", "B. One; C. Two");
    String external = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>";
    assertThat(PDF.parse(withXmp(external + description.formatted("&e;"))).onlyReason())
        .isEqualTo(Reason.EXTERNAL_ENTITY);
    assertThat(PDF.parse(withXmp("<x:xmpmeta>")).only().metadata()).doesNotContainKey("title");
  }

  private static byte[] withXmp(String xmp) throws IOException {
    Pdfs pdf = new Pdfs().page().lines(72, 700, "Some text.");
    PDMetadata metadata = new PDMetadata(pdf.document());
    metadata.importXMPMetadata(xmp.getBytes(StandardCharsets.UTF_8));
    pdf.document().getDocumentCatalog().setMetadata(metadata);
    return pdf.bytes();
  }

  @Test
  void eachPageIsADocumentIfTheSourceSaysSo() throws IOException {
    Pdfs pdf = new Pdfs();
    for (String text : List.of("first", "", "third")) {
      pdf.page().lines(72, 700, text);
    }
    List<Document> pages = PDF.record("page").parse(pdf.bytes()).documents();
    assertThat(pages).extracting(Document::text).containsExactly("first", "third");
    assertThat(pages).extracting(Document::position).containsExactly(0L, 2L);
    assertThat(pages.get(1).metadata()).containsEntry("page", "3").containsEntry("pages", "3");
    assertThatThrownBy(() -> PDF.record("sheet").section())
        .hasMessage("Invalid record: \"sheet\" (one of , page)");
  }

  @Test
  void namesAndFirstBytesTellTheFormat() throws IOException {
    byte[] file = new Pdfs().page().lines(72, 700, "Some text.").bytes();
    Sources auto = Sources.of("auto");
    for (String name : List.of("a.pdf", "A.PDF", "download", "view.php")) {
      assertThat(auto.parse(name, new ByteArrayInputStream(file)).only().text())
          .isEqualTo("Some text.");
    }
  }

  @Test
  void filesThatHaveNoTextOrAreClosed() throws IOException {
    assertThat(PDF.parse(new Pdfs().page().page().bytes()).onlyRejected().detail())
        .startsWith("none of its 2 pages has text");
    Pdfs closed = new Pdfs().page().lines(72, 700, "Secret.");
    closed.document().protect(new StandardProtectionPolicy("owner", "", new AccessPermission()));
    assertThat(PDF.parse(closed.bytes()).onlyReason()).isEqualTo(Reason.ENCRYPTED);
    assertThat(PDF.parse("no PDF at all").onlyReason()).isEqualTo(Reason.UNREADABLE);
    assertThat(PDF.parse(new byte[0]).onlyReason()).isEqualTo(Reason.EMPTY_FILE);
    byte[] file = new Pdfs().page().lines(72, 700, "Some text.").bytes();
    assertThat(PDF.maxRecordBytes(file.length - 1).parse(file).onlyReason())
        .isEqualTo(Reason.RECORD_TOO_LONG);
  }

  /** Whatever is cut off or overwritten, each file is one document or one entry of quarantine. */
  @Test
  void damagedFilesEndAsDocumentOrInQuarantine() throws IOException {
    byte[] file =
        new Pdfs()
            .page()
            .lines(72, 700, "Some text.", "More of it.")
            .page()
            .lines(9, 9, "x")
            .bytes();
    Random dice = new Random(1);
    for (int i = 0; i < 300; i++) {
      byte[] damaged =
          i % 3 == 0 ? java.util.Arrays.copyOf(file, 1 + dice.nextInt(file.length)) : file.clone();
      for (int change = 0; change < (i % 3) * 8; change++) {
        damaged[dice.nextInt(damaged.length)] = (byte) dice.nextInt(256);
      }
      Sources.Result result = PDF.parse(damaged);
      assertThat(result.documents().size() + result.rejected().size()).isEqualTo(1);
    }
  }

  static byte[] text(String content) {
    return Pdfs.onePage(Pdfs.stream("", Pdfs.ascii(content)), HELVETICA);
  }

  static byte[] packed(String filter, byte[] content) {
    return Pdfs.onePage(Pdfs.stream("/Filter " + filter, content), HELVETICA);
  }
}
