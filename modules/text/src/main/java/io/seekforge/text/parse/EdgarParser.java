package io.seekforge.text.parse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A filing of SEC EDGAR: a whole submission (.txt) with its header and several documents, or one
 * document (.htm) with or without its SGML lines. Each document of text is a document of the
 * corpus; pictures, archives and XBRL files are left out. With {@code record: item} each item of an
 * 8-K or 10-K is one. The position is the document's number.
 */
final class EdgarParser implements RecordParser {
  private static final Set<String> SKIPPED_ENDINGS =
      Set.of(
          "jpg", "jpeg", "gif", "png", "bmp", "pdf", "zip", "xls", "xlsx", "xsd", "xml", "json",
          "js", "css", "fil");
  private static final Set<String> SKIPPED_TYPES =
      Set.of("GRAPHIC", "ZIP", "EXCEL", "JSON", "PDF", "XML", "XBRL", "COVER");

  private static final String ITEM = "item";

  private static final Pattern SUBMISSION_START =
      Pattern.compile("<(?:SEC|IMS)-(?:DOCUMENT|HEADER)|-----BEGIN ");
  private static final Pattern SGML =
      Pattern.compile("</?(?:SEC-|IMS-|ACCEPTANCE|TYPE|SEQUENCE|FILENAME|DESCRIPTION|FLAWED)");

  @Override
  public Records open(InputStream bytes, SourceFile file) throws IOException {
    StrictReader reader = new StrictReader(bytes, Charset.forName(file.source().encoding()));
    return new Documents(new LineReader(reader, file.maxRecordBytes()), file);
  }

  private static final class Documents implements Records {
    private final LineReader lines;
    private final SourceFile file;
    private final EdgarHeader submission;
    private EdgarHeader header;
    private final StringBuilder text = new StringBuilder();
    private StrictReader.Malformed malformed;
    private boolean tooLong;
    private boolean inSubmissionHeader;
    private long number;
    private final Deque<Parsed> items = new ArrayDeque<>();

    Documents(LineReader lines, SourceFile file) {
      this.lines = lines;
      this.file = file;
      this.submission = EdgarHeader.ofName(file.name());
    }

    @Override
    public Parsed next() throws IOException {
      if (!items.isEmpty()) {
        return items.poll();
      }
      while (nextDocument()) {
        if (!skipped()) {
          return document(number++);
        }
      }
      return null;
    }

    /** Reads up to the end of the next document; false if there is none. */
    private boolean nextDocument() throws IOException {
      startDocument();
      boolean inHeader = true;
      boolean any = false;
      while (lines.next()) {
        String line = lines.line();
        String tag = tag(line);
        if (tag.equals("</TEXT>") || tag.equals("</DOCUMENT>")) {
          if (any) {
            return true;
          }
        } else if (tag.equals("<DOCUMENT>")) {
          startDocument();
          inHeader = true;
          inSubmissionHeader = false;
        } else if (tag.equals("<TEXT>")) {
          inHeader = false;
          any = true;
        } else if (inHeader && isSgml(line, any)) {
          submission.readSubmissionLine(line);
          header.readDocumentLine(line);
        } else {
          inHeader = false;
          any |= !line.isBlank();
          take(line);
        }
      }
      return any;
    }

    private void startDocument() {
      header = submission.copy();
      text.setLength(0);
      malformed = null;
      tooLong = false;
    }

    /** Lines of a header: tags of SGML, and within the submission's header all lines. */
    private boolean isSgml(String line, boolean any) {
      String stripped = line.strip();
      if (SUBMISSION_START.matcher(stripped).lookingAt()) {
        inSubmissionHeader = true;
      } else if (stripped.startsWith("</SEC-HEADER") || stripped.startsWith("</IMS-HEADER")) {
        inSubmissionHeader = false;
      }
      return !any
          && (inSubmissionHeader || stripped.isEmpty() || SGML.matcher(stripped).lookingAt());
    }

    private void take(String line) {
      if (lines.malformed() != null && malformed == null) {
        malformed = lines.malformed();
      }
      tooLong |= lines.tooLong() || text.length() + line.length() > file.maxRecordBytes();
      if (!tooLong) {
        text.append(line).append('\n');
      }
    }

    private static String tag(String line) {
      String stripped = line.strip();
      return stripped.length() <= 11 ? stripped.toUpperCase(Locale.ROOT) : "";
    }

    private boolean skipped() {
      String type = header.get("form_type").toUpperCase(Locale.ROOT);
      String name = header.get("file_name").toLowerCase(Locale.ROOT);
      return SKIPPED_TYPES.contains(type)
          || type.startsWith("EX-101")
          || SKIPPED_ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1))
          || text.indexOf("begin 644 ") == 0;
    }

    private Parsed document(long position) {
      if (tooLong) {
        return file.tooLong(position, text);
      }
      if (malformed != null) {
        return file.malformed(position, malformed, text);
      }
      String content = EdgarText.read(text.toString(), header);
      if (content.isBlank()) {
        return file.reject(position, Reason.MISSING_FIELD, "the filing holds no text", text);
      }
      RecordFields fields = header.fields();
      List<EdgarItems.Item> found = EdgarItems.of(header.get("form_type"), content);
      if (file.source().record().equals(ITEM) && !found.isEmpty()) {
        found.forEach(item -> items.add(document(item, fields, position)));
        return items.poll();
      }
      fields.put(
          "items", found.stream().map(EdgarItems.Item::number).collect(Collectors.joining(" | ")));
      return file.document(content, List.of(), fields.key(), position, fields.others());
    }

    private Parsed document(EdgarItems.Item item, RecordFields fields, long position) {
      SortedMap<String, String> others = fields.others();
      others.put("item", item.number());
      others.put("item_name", item.name());
      String key = fields.key().isEmpty() ? "" : fields.key() + "#" + item.number();
      return file.document(item.text(), List.of(), key, position, others);
    }
  }
}
