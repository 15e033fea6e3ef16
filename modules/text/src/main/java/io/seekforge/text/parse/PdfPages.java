package io.seekforge.text.parse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.fontbox.FontBoxFont;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.font.CIDFontMapping;
import org.apache.pdfbox.pdmodel.font.FontMapper;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.apache.pdfbox.pdmodel.font.FontMapping;
import org.apache.pdfbox.pdmodel.font.PDCIDSystemInfo;
import org.apache.pdfbox.pdmodel.font.PDFontDescriptor;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/**
 * The lines of each page, in the order in which the page draws them, which for columns is the order
 * of reading in all but a few writers. Work is bounded: pages, drawing operations and forms of the
 * file, characters of a page and of the file.
 */
final class PdfPages extends PDFTextStripper {
  private static final int MOST_PAGES = 50_000;
  private static final int MOST_OPERATIONS = 20_000_000;
  private static final int MOST_FORMS = 100_000;
  private static final int MOST_CHARACTERS_OF_A_PAGE = 250_000;

  static {
    FontMappers.set(new OneFont());
  }

  private final long mostCharacters;
  private final List<List<PdfLine>> pages = new ArrayList<>();
  private List<PdfLine> lines = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private float left;
  private float right;
  private float base;
  private float size;
  private int operations;
  private int forms;
  private int charactersOfPage;
  private long characters;

  private PdfPages(long mostCharacters) {
    this.mostCharacters = mostCharacters;
  }

  /**
   * The lines of all pages.
   *
   * @param mostCharacters text that is read at most
   * @throws RejectedException if the file asks for more than a document can
   */
  static List<List<PdfLine>> read(PDDocument document, long mostCharacters)
      throws IOException, RejectedException {
    PdfPages reader = new PdfPages(mostCharacters);
    try {
      reader.document = document;
      Set<COSDictionary> once = Collections.newSetFromMap(new IdentityHashMap<>());
      for (PDPage page : document.getPages()) {
        // A tree that leads to a page twice is damaged, or made to multiply.
        if (once.add(page.getCOSObject())) {
          reader.page(page);
        }
      }
    } catch (TooMuchException e) {
      throw new RejectedException(e.reason, e.getMessage());
    }
    return reader.pages;
  }

  private void page(PDPage page) throws IOException {
    if (pages.size() == MOST_PAGES) {
      throw new TooMuchException(
          Reason.EXPANDS_TOO_FAR, "the file has more than " + MOST_PAGES + " pages");
    }
    lines = new ArrayList<>();
    charactersOfPage = 0;
    refusePictures(page);
    if (page.hasContents()) {
      output = Writer.nullWriter();
      processPage(page);
      endLine();
    }
    pages.add(lines);
  }

  /** A picture has no text, but unpacking it as if it had may take any amount of memory. */
  private static void refusePictures(PDPage page) throws IOException {
    var contents = page.getContentStreams();
    while (contents.hasNext()) {
      PDStream stream = contents.next();
      if (stream.getCOSObject().getItem(COSName.SUBTYPE) != null) {
        throw new IOException("the content of a page is no content stream");
      }
    }
  }

  @Override
  protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
    if (++operations > MOST_OPERATIONS) {
      throw new TooMuchException(
          Reason.EXPANDS_TOO_FAR, "the pages take more than " + MOST_OPERATIONS + " operations");
    }
    super.processOperator(operator, operands);
  }

  /** Forms draw forms: a few hundred bytes can ask for any number of them. */
  @Override
  public void showForm(PDFormXObject form) throws IOException {
    if (++forms > MOST_FORMS) {
      throw new TooMuchException(
          Reason.EXPANDS_TOO_FAR, "the pages draw more than " + MOST_FORMS + " forms");
    }
    super.showForm(form);
  }

  @Override
  protected void processTextPosition(TextPosition position) {
    if (++charactersOfPage > MOST_CHARACTERS_OF_A_PAGE) {
      throw new TooMuchException(
          Reason.EXPANDS_TOO_FAR,
          "page %d has more than %d characters"
              .formatted(pages.size() + 1, MOST_CHARACTERS_OF_A_PAGE));
    }
    super.processTextPosition(position);
  }

  @Override
  protected void writeString(String word, List<TextPosition> positions) {
    if (positions.isEmpty()) {
      return;
    }
    characters += word.length();
    if (characters > mostCharacters) {
      throw new TooMuchException(
          Reason.RECORD_TOO_LONG,
          "the text is longer than max-record-bytes (" + mostCharacters + ")");
    }
    TextPosition first = positions.get(0);
    TextPosition last = positions.get(positions.size() - 1);
    if (text.isEmpty()) {
      left = first.getXDirAdj();
      base = first.getYDirAdj();
      size = first.getFontSizeInPt();
    }
    right = last.getXDirAdj() + last.getWidthDirAdj();
    text.append(word);
  }

  @Override
  protected void writeWordSeparator() {
    text.append(' ');
  }

  @Override
  protected void writeLineSeparator() {
    endLine();
  }

  @Override
  protected void writeParagraphEnd() {
    endLine();
  }

  private void endLine() {
    String line = Blocks.collapse(text.toString());
    text.setLength(0);
    if (!line.isEmpty()) {
      lines.add(new PdfLine(line, left, right, base, size));
    }
  }

  /**
   * For fonts that a file names and does not hold: always the one PDFBox brings, so that spaces do
   * not depend on what fonts a machine has.
   */
  private static final class OneFont implements FontMapper {
    private static final String FONT =
        "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

    private TrueTypeFont font;

    private synchronized TrueTypeFont font() {
      if (font == null) {
        try (InputStream bytes = PDFTextStripper.class.getResourceAsStream(FONT)) {
          font = new TTFParser().parse(new RandomAccessReadBuffer(bytes));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return font;
    }

    @Override
    public FontMapping<TrueTypeFont> getTrueTypeFont(String name, PDFontDescriptor descriptor) {
      return new FontMapping<>(font(), true);
    }

    @Override
    public FontMapping<FontBoxFont> getFontBoxFont(String name, PDFontDescriptor descriptor) {
      return new FontMapping<>(font(), true);
    }

    @Override
    public CIDFontMapping getCIDFont(
        String name, PDFontDescriptor descriptor, PDCIDSystemInfo system) {
      return new CIDFontMapping(null, font(), true);
    }
  }

  /** Unchecked: PDFBox goes on after what an operation throws otherwise. */
  private static final class TooMuchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    TooMuchException(String reason, String message) {
      super(message, null, false, false);
      this.reason = reason;
    }
  }
}
