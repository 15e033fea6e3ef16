package io.seekforge.text.parse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** Rows that another library reads (Parquet). The position is the row's number. */
final class RowRecords implements RecordParser.Records {
  private final ParsedRecords.Rows rows;
  private final SourceFile file;
  private final RecordMapping mapping;
  private long number;

  RowRecords(ParsedRecords.Rows rows, SourceFile file) {
    this.rows = rows;
    this.file = file;
    this.mapping = new RecordMapping(file);
  }

  @Override
  public Parsed next() throws IOException {
    JsonNode row = rows.next();
    return row == null ? null : mapping.map(JsonRecord.of(row), number++);
  }
}
