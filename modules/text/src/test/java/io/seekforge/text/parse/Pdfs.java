package io.seekforge.text.parse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

/** Makes PDF files for tests: pages of lines by PDFBox, and files of hand-written objects. */
final class Pdfs {
  static final PDFont FONT = new PDType1Font(Standard14Fonts.FontName.HELVETICA);

  private final PDDocument document = new PDDocument();
  private PDPageContentStream page;

  PDDocument document() {
    return document;
  }

  Pdfs page() throws IOException {
    close();
    PDPage added = new PDPage();
    document.addPage(added);
    page = new PDPageContentStream(document, added);
    return this;
  }

  /** A line at a place; y in points from below. */
  Pdfs line(float x, float y, float size, String text) throws IOException {
    page.beginText();
    page.setFont(FONT, size);
    page.newLineAtOffset(x, y);
    page.showText(text);
    page.endText();
    return this;
  }

  /** Lines one below the other. */
  Pdfs lines(float x, float y, String... lines) throws IOException {
    float at = y;
    for (String line : lines) {
      line(x, at, 10, line);
      at -= 12;
    }
    return this;
  }

  private void close() throws IOException {
    if (page != null) {
      page.close();
      page = null;
    }
  }

  byte[] bytes() throws IOException {
    close();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    document.save(bytes);
    document.close();
    return bytes.toByteArray();
  }

  /** A file of objects, the first of which is its catalogue; each stands as written. */
  static byte[] objects(List<byte[]> objects) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(ascii("%PDF-1.5\n"));
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < objects.size(); i++) {
      places.add(file.size());
      file.writeBytes(ascii((i + 1) + " 0 obj\n"));
      file.writeBytes(objects.get(i));
      file.writeBytes(ascii("\nendobj\n"));
    }
    int table = file.size();
    StringBuilder entries =
        new StringBuilder("xref\n0 " + (objects.size() + 1) + "\n0000000000 65535 f \n");
    places.forEach(place -> entries.append("%010d 00000 n \n".formatted(place)));
    entries.append(
        "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
            .formatted(objects.size() + 1, table));
    file.writeBytes(ascii(entries.toString()));
    return file.toByteArray();
  }

  /** A file of one page with this content stream and font. */
  static byte[] onePage(byte[] content, String font, byte[]... more) {
    List<byte[]> objects = new ArrayList<>();
    objects.add(ascii("<< /Type /Catalog /Pages 2 0 R >>"));
    objects.add(ascii("<< /Type /Pages /Kids [3 0 R] /Count 1 >>"));
    objects.add(
        ascii(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
                + " /Resources << /Font << /F1 5 0 R >> /XObject << /X0 6 0 R >> >> >>"));
    objects.add(content);
    objects.add(ascii(font));
    objects.addAll(List.of(more));
    return objects(objects);
  }

  static byte[] stream(String entries, byte[] content) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes(ascii("<< /Length %d %s >>\nstream\n".formatted(content.length, entries)));
    stream.writeBytes(content);
    stream.writeBytes(ascii("\nendstream"));
    return stream.toByteArray();
  }

  static byte[] deflated(byte[] content) {
    Deflater deflater = new Deflater(9);
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    while (!deflater.finished()) {
      packed.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return packed.toByteArray();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
