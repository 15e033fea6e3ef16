package io.seekforge.text.parse;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.List;

/**
 * CSV and TSV with a header row; quoted fields may hold line breaks. The position is the row's
 * number after the header.
 */
final class DelimitedParser implements RecordParser {
  private final char separator;

  DelimitedParser(char separator) {
    this.separator = separator;
  }

  @Override
  public Records open(InputStream bytes, SourceFile file) throws IOException {
    StrictReader reader = new StrictReader(bytes, Charset.forName(file.source().encoding()));
    return new Rows(new RowReader(reader, separator, file.maxRecordBytes()), file);
  }

  private static final class Rows implements Records {
    private final RowReader rows;
    private final SourceFile file;
    private final RecordMapping mapping;
    private List<String> header;
    private long number;
    private boolean ended;

    Rows(RowReader rows, SourceFile file) {
      this.rows = rows;
      this.file = file;
      this.mapping = new RecordMapping(file);
    }

    @Override
    public Parsed next() throws IOException {
      while (!ended && rows.next()) {
        if (header == null) {
          header = rows.fields();
          Parsed bad = bad(-1);
          ended = bad != null; // Without its header no row means anything.
          if (ended) {
            return bad;
          }
        } else if (!rows.blank()) {
          return row(number++);
        }
      }
      return null;
    }

    private Parsed row(long position) {
      Parsed bad = bad(position);
      if (bad != null) {
        return bad;
      }
      List<String> fields = rows.fields();
      if (fields.size() != header.size()) {
        String detail = "the row has " + fields.size() + " fields, the header has " + header.size();
        return file.reject(position, Reason.INVALID_CSV, detail, sample());
      }
      return mapping.map(JsonRecord.of(record(fields)), position);
    }

    private ObjectNode record(List<String> fields) {
      ObjectNode record = JsonNodeFactory.instance.objectNode();
      for (int i = 0; i < fields.size(); i++) {
        record.put(header.get(i).strip(), fields.get(i));
      }
      return record;
    }

    private Parsed bad(long position) {
      if (rows.problem() != null) {
        String reason = rows.tooLong() ? Reason.RECORD_TOO_LONG : Reason.INVALID_CSV;
        return file.reject(position, reason, rows.problem(), sample());
      }
      if (rows.tooLong()) {
        return file.tooLong(position, sample());
      }
      if (rows.malformed() != null) {
        return file.malformed(position, rows.malformed(), sample());
      }
      return null;
    }

    private String sample() {
      return String.join(",", rows.fields());
    }
  }
}
