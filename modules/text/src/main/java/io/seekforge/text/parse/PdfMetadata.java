package io.seekforge.text.parse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Calendar;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.stream.XMLStreamConstants;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.common.PDMetadata;

/**
 * Title, author, date and language as a PDF file states them: in its information dictionary, else
 * in XMP (Dublin Core), which is read as any other XML.
 */
final class PdfMetadata {
  private static final String TITLE = "dc:title";
  private static final String CREATOR = "dc:creator";
  private static final String LANGUAGE = "dc:language";
  private static final Set<String> NAMES = Set.of(TITLE, CREATOR, LANGUAGE);

  private PdfMetadata() {}

  static RecordFields of(PDDocument document, SourceFile file)
      throws IOException, RejectedException {
    PDDocumentInformation information = document.getDocumentInformation();
    Map<String, Set<String>> stated = stated(document, file);
    RecordFields fields = new RecordFields();
    fields.put("title", first(information.getTitle(), stated.get(TITLE)));
    fields.put("author", first(information.getAuthor(), stated.get(CREATOR)));
    fields.put("lang", first(document.getDocumentCatalog().getLanguage(), stated.get(LANGUAGE)));
    return fields.put("created", day(information.getCreationDate()));
  }

  private static String first(String inDictionary, Set<String> inXmp) {
    boolean there = inDictionary != null && !inDictionary.isBlank();
    return there || inXmp == null ? inDictionary : String.join("; ", inXmp);
  }

  private static String day(Calendar date) {
    return date == null
        ? ""
        : String.format(
            Locale.ROOT,
            "%04d-%02d-%02d",
            date.get(Calendar.YEAR),
            date.get(Calendar.MONTH) + 1,
            date.get(Calendar.DAY_OF_MONTH));
  }

  /** Damaged XMP says nothing; XMP that asks for other files is refused with its file. */
  private static Map<String, Set<String>> stated(PDDocument document, SourceFile file)
      throws IOException, RejectedException {
    PDMetadata metadata = document.getDocumentCatalog().getMetadata();
    if (metadata == null) {
      return Map.of();
    }
    try (InputStream xmp = new ByteArrayInputStream(metadata.toByteArray())) {
      return stated(new XmlEvents(xmp, "UTF-8", file.maxRecordBytes()));
    } catch (RejectedException e) {
      if (e.reason().equals(Reason.INVALID_XML)) {
        return Map.of();
      }
      throw e;
    }
  }

  private static Map<String, Set<String>> stated(XmlEvents events)
      throws IOException, RejectedException {
    Map<String, Set<String>> stated = new TreeMap<>();
    Deque<String> open = new ArrayDeque<>();
    String role = "";
    int event = events.next();
    while (event != XMLStreamConstants.END_DOCUMENT) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        open.push(events.element(null).name());
        role = NAMES.contains(open.peek()) ? open.peek() : role;
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        role = open.pop().equals(role) ? "" : role;
      } else if (!role.isEmpty() && !events.text().isBlank()) {
        stated
            .computeIfAbsent(role, name -> new LinkedHashSet<>())
            .add(Blocks.collapse(events.text()));
      }
      event = events.next();
    }
    return stated;
  }
}
