package io.seekforge.text.parse;

import io.seekforge.api.Message;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * XML whose records are elements of given names, streamed. The position is the record's number. How
 * a record becomes a document is the caller's: by paths of the recipe, as a JATS article, as a
 * PubMed citation.
 */
final class XmlParser implements RecordParser {
  /** Makes a document of a record, or refuses it. */
  interface RecordReader {
    Parsed read(XmlNode record, SourceFile file, long position) throws RejectedException;
  }

  private final Set<String> recordNames;
  private final RecordReader reader;

  XmlParser(Set<String> recordNames, RecordReader reader) {
    this.recordNames = recordNames;
    this.reader = reader;
  }

  /** Articles and citations of the literature, whichever the file holds. */
  static XmlParser literature() {
    Set<String> names = new HashSet<>(PubmedCitation.ELEMENTS);
    names.add(JatsArticle.ELEMENT);
    return new XmlParser(
        names,
        (record, file, position) ->
            record.is(JatsArticle.ELEMENT)
                ? JatsArticle.read(record, file, position)
                : PubmedCitation.read(record, file, position));
  }

  /** Records by the paths that the recipe names. */
  static XmlParser byPaths(SourceFile file) throws RejectedException {
    if (file.source().record().isBlank()) {
      throw new RejectedException(
          Reason.UNKNOWN_FORMAT,
          "xml needs the name of its record element as record of the source");
    }
    RecordMapping mapping = new RecordMapping(file);
    Paths paths = new Paths();
    return new XmlParser(
        Set.of(file.source().record()),
        (record, ignored, position) -> mapping.map(new PathRecord(record, paths), position));
  }

  @Override
  public Records open(InputStream bytes, SourceFile file) throws IOException {
    return new Elements(bytes, file);
  }

  private final class Elements implements Records {
    private final InputStream bytes;
    private final SourceFile file;
    private XmlRecords records;
    private long number;
    private boolean ended;

    Elements(InputStream bytes, SourceFile file) {
      this.bytes = bytes;
      this.file = file;
    }

    @Override
    public Parsed next() throws IOException {
      if (ended) {
        return null;
      }
      XmlNode record;
      try {
        record = open().next();
      } catch (XmlRecords.TooLongException e) {
        return file.tooLong(number++, "");
      } catch (RejectedException e) {
        ended = true;
        return broken(e);
      }
      ended = record == null;
      if (ended) {
        return number > 0 ? null : noRecord();
      }
      StrictReader.Malformed malformed = records.malformed();
      return malformed == null
          ? read(record, number++)
          : file.malformed(number++, malformed, record.line());
    }

    private XmlRecords open() throws IOException, RejectedException {
      if (records == null) {
        XmlEvents events = new XmlEvents(bytes, file.source().encoding(), file.maxRecordBytes());
        records = new XmlRecords(events, recordNames, file.maxRecordBytes());
      }
      return records;
    }

    private Parsed read(XmlNode record, long position) {
      try {
        return reader.read(record, file, position);
      } catch (RejectedException e) {
        return file.reject(position, e, record.line());
      }
    }

    private Parsed broken(RejectedException e) {
      String rest = number == 0 ? "" : "; the rest of the file is not read";
      return file.reject(number == 0 ? -1 : number, e.reason(), e.getMessage() + rest, "");
    }

    private Parsed noRecord() {
      String names = String.join(", ", recordNames);
      return file.reject(-1, Reason.MISSING_FIELD, "the file has no element " + names, "");
    }
  }

  /** The paths of a recipe, each parsed once. */
  private static final class Paths {
    private final Map<String, XmlPath> parsed = new LinkedHashMap<>();

    XmlPath of(String path) {
      return parsed.computeIfAbsent(path, XmlPath::new);
    }
  }

  private record PathRecord(XmlNode node, Paths paths) implements RawRecord {
    @Override
    public String text(String path) {
      return paths.of(path).text(node);
    }

    @Override
    public List<Message> messages(String path) throws RejectedException {
      throw new RejectedException(
          Reason.INVALID_MESSAGES, "messages are not read from XML; name prompt and completion");
    }

    @Override
    public RecordFields recognised() {
      return new RecordFields().put(RecordFields.TEXT, node.text().strip());
    }

    @Override
    public String sample() {
      return node.line();
    }
  }
}
