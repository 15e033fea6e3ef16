package io.seekforge.text.parse;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;

/**
 * A PDF file as one document, or with {@code record: page} as one a page; the position is then the
 * page, from 0. Files without text (pictures of pages) go to quarantine, as do encrypted ones and
 * those that are made to take memory or time.
 */
final class PdfParser implements RecordParser {
  /** What a stream may unpack to, in max-record-bytes. */
  private static final int UNPACKED = 4;

  private static final String PAGE = "page";

  /** Whether a file begins as PDF does. */
  static boolean begins(byte[] start) {
    return start.length >= 5
        && start[0] == '%'
        && start[1] == 'P'
        && start[2] == 'D'
        && start[3] == 'F'
        && start[4] == '-';
  }

  @Override
  public Records open(InputStream bytes, SourceFile file) {
    Deque<Parsed> documents = new ArrayDeque<>();
    return new Records() {
      private boolean read;

      @Override
      public Parsed next() throws IOException {
        if (!read) {
          read = true;
          documents.addAll(documents(bytes, file));
        }
        return documents.poll();
      }
    };
  }

  private static List<Parsed> documents(InputStream input, SourceFile file) throws IOException {
    try {
      byte[] bytes = TextDecoder.bytes(input, file);
      PdfStreams.check(bytes, UNPACKED * file.maxRecordBytes());
      try (PDDocument document = Loader.loadPDF(bytes)) {
        return documents(document, file);
      }
    } catch (InvalidPasswordException e) {
      return List.of(file.reject(-1, Reason.ENCRYPTED, "the file is encrypted", ""));
    } catch (RejectedException e) {
      return List.of(file.reject(-1, e, ""));
    }
  }

  private static List<Parsed> documents(PDDocument document, SourceFile file)
      throws IOException, RejectedException {
    List<List<PdfLine>> pages = PdfPages.read(document, file.maxRecordBytes());
    if (pages.stream().allMatch(List::isEmpty)) {
      throw new RejectedException(
          Reason.NO_TEXT_LAYER,
          "none of its %d pages has text: they are pictures, or empty; recognise their text first"
              .formatted(pages.size()));
    }
    RecordFields fields = PdfMetadata.of(document, file);
    fields.put("pages", Integer.toString(pages.size()));
    if (!file.source().record().equals(PAGE)) {
      return List.of(document(file, PdfParagraphs.of(pages), fields, -1));
    }
    List<String> texts = PdfParagraphs.ofPages(pages);
    Deque<Parsed> documents = new ArrayDeque<>();
    for (int page = 0; page < texts.size(); page++) {
      if (!texts.get(page).isBlank()) {
        fields.put(PAGE, Integer.toString(page + 1));
        documents.add(document(file, texts.get(page), fields, page));
      }
    }
    return List.copyOf(documents);
  }

  private static Parsed document(SourceFile file, String text, RecordFields fields, long position) {
    return file.document(text, List.of(), "", position, fields.others());
  }
}
