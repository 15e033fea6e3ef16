package io.seekforge.text.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** PDF files that are made to take memory or time. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostilePdfTest {
  private static final Sources PDF = PdfParserTest.PDF;
  private static final String HELLO = "BT /F1 10 Tf 72 700 Td (Hello.) Tj ET";

  @Test
  void streamsThatExpandTooFar() {
    byte[] bomb = Pdfs.deflated(new byte[64 << 20]);
    assertThat(PDF.parse(PdfParserTest.packed("/FlateDecode", bomb)).onlyReason())
        .isEqualTo(Reason.EXPANDS_TOO_FAR);
    assertThat(PDF.parse(PdfParserTest.packed("/Fl", bomb)).onlyReason())
        .isEqualTo(Reason.EXPANDS_TOO_FAR);
    assertThat(PDF.parse(PdfParserTest.packed("[/Fl#61teDecode]", bomb)).onlyReason())
        .isEqualTo(Reason.EXPANDS_TOO_FAR);
    byte[] twice = Pdfs.deflated(bomb);
    assertThat(PDF.parse(PdfParserTest.packed("[/FlateDecode /Fl]", twice)).onlyReason())
        .isEqualTo(Reason.EXPANDS_TOO_FAR);
    StringBuilder digits = new StringBuilder();
    for (byte b : bomb) {
      digits.append("%02X".formatted(b & 0xFF));
    }
    byte[] written = Pdfs.ascii(digits.append('>').toString());
    assertThat(
            PDF.parse(PdfParserTest.packed("[/ASCIIHexDecode /FlateDecode]", written)).onlyReason())
        .isEqualTo(Reason.EXPANDS_TOO_FAR);
  }

  @Test
  void picturesAreNoContent() {
    byte[] picture = new byte[] {(byte) 0xFF, (byte) 0xD8, 0, 0};
    assertThat(PDF.parse(PdfParserTest.packed("/DCTDecode", picture)).onlyReason())
        .isEqualTo(Reason.UNREADABLE);
    assertThat(PDF.parse(PdfParserTest.packed("/DCTDecode /Subtype /Image", picture)).onlyReason())
        .isEqualTo(Reason.UNREADABLE);
  }

  @Test
  void pageTreesThatLoop() {
    List<byte[]> objects = new ArrayList<>();
    objects.add(Pdfs.ascii("<< /Type /Catalog /Pages 2 0 R >>"));
    objects.add(
        Pdfs.ascii("<< /Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Count 2147483647 /Parent 2 0 R >>"));
    objects.add(
        Pdfs.ascii(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
                + " /Resources << /Font << /F1 5 0 R >> >> >>"));
    objects.add(Pdfs.stream("", Pdfs.ascii(HELLO)));
    objects.add(Pdfs.ascii("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"));
    assertThat(PDF.parse(Pdfs.objects(objects)).only().text()).isEqualTo("Hello.");
  }

  /** Ten levels whose ten kids are all the same: ten thousand million pages. */
  @Test
  void pageTreesThatMultiply() {
    List<byte[]> objects = new ArrayList<>();
    objects.add(Pdfs.ascii("<< /Type /Catalog /Pages 2 0 R >>"));
    for (int level = 0; level < 10; level++) {
      String kids = (level + 3 + " 0 R ").repeat(10);
      objects.add(Pdfs.ascii("<< /Type /Pages /Kids [" + kids + "] /Count 1 >>"));
    }
    objects.add(
        Pdfs.ascii(
            "<< /Type /Page /MediaBox [0 0 612 792] /Contents 13 0 R"
                + " /Resources << /Font << /F1 14 0 R >> >> >>"));
    objects.add(Pdfs.stream("", Pdfs.ascii(HELLO)));
    objects.add(Pdfs.ascii("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"));
    Sources.Result result = PDF.parse(Pdfs.objects(objects));
    assertThat(result.documents().size() + result.rejected().size()).isEqualTo(1);
  }

  /** Each of thirty forms draws the next one ten times. */
  @Test
  void formsThatMultiply() {
    List<byte[]> forms = new ArrayList<>();
    int count = 30;
    for (int form = 0; form < count; form++) {
      String next = form + 1 < count ? "/X0 " + (form + 7) + " 0 R" : "";
      forms.add(
          Pdfs.stream(
              "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << %s >> >>"
                  .formatted(next),
              Pdfs.ascii("/X0 Do ".repeat(10))));
    }
    byte[] file =
        Pdfs.onePage(
            Pdfs.stream("", Pdfs.ascii("/X0 Do " + HELLO)),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            forms.toArray(new byte[0][]));
    Sources.Result result = PDF.parse(file);
    assertThat(result.onlyReason()).isEqualTo(Reason.EXPANDS_TOO_FAR);
  }

  @Test
  void pagesWithCharactersWithoutEnd() {
    String content = "BT /F1 1 Tf 72 700 Td (" + "x".repeat(400_000) + ") Tj ET";
    assertThat(PDF.parse(PdfParserTest.text(content)).onlyReason())
        .isEqualTo(Reason.EXPANDS_TOO_FAR);
  }

  @Test
  void deepNesting() {
    String content = "[".repeat(200_000) + " TJ " + HELLO;
    Sources.Result result = PDF.parse(PdfParserTest.text(content));
    assertThat(result.documents().size() + result.rejected().size()).isEqualTo(1);
  }

  @Test
  void characterMapsWithoutEnd() {
    String map =
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange"
            + " <00000000> <FFFFFFFF> endcodespacerange 2 beginbfrange <00000000> <FFFFFFFF> <0041>"
            + " <00000000> <7FFFFFFF> <0041> endbfrange endcmap end end";
    byte[] file =
        Pdfs.onePage(
            Pdfs.stream("", Pdfs.ascii(HELLO)),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
            Pdfs.stream("", Pdfs.ascii(map)));
    Sources.Result result = PDF.parse(file);
    assertThat(result.documents().size() + result.rejected().size()).isEqualTo(1);
  }
}
