package io.seekforge.text.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;

/** JSON Lines: one object a line, separated by line feeds only. The position is the line. */
final class JsonLinesParser implements RecordParser {
  @Override
  public Records open(InputStream bytes, SourceFile file) throws IOException {
    Charset charset = Charset.forName(file.source().encoding());
    LineReader lines = new LineReader(new StrictReader(bytes, charset), file.maxRecordBytes());
    return new Lines(lines, file);
  }

  private static final class Lines implements Records {
    private final LineReader lines;
    private final SourceFile file;
    private final RecordMapping mapping;
    private final JsonFactory json;
    private long number = -1;

    Lines(LineReader lines, SourceFile file) {
      this.lines = lines;
      this.file = file;
      this.mapping = new RecordMapping(file);
      this.json = JsonTrees.factory(file.maxRecordBytes());
    }

    @Override
    public Parsed next() throws IOException {
      while (lines.next()) {
        number++;
        if (lines.tooLong()) {
          return file.tooLong(number, lines.line());
        }
        if (lines.malformed() != null) {
          return file.malformed(number, lines.malformed(), lines.line());
        }
        String line = lines.line();
        if (!line.isBlank()) {
          return record(line);
        }
      }
      return null;
    }

    private Parsed record(String line) throws IOException {
      try (JsonParser parser = json.createParser(line)) {
        parser.nextToken();
        JsonNode node = JsonTrees.read(parser, file.maxRecordBytes());
        if (node == null) {
          return file.tooLong(number, line);
        }
        if (!node.isObject()) {
          return invalid("the line is no JSON object", line);
        }
        if (parser.nextToken() != null) {
          return invalid("there is more than one value in the line", line);
        }
        return mapping.map(JsonRecord.of(node), number);
      } catch (JsonProcessingException e) {
        return file.reject(number, JsonTrees.reason(e), JsonTrees.describe(e), line);
      }
    }

    private Parsed invalid(String detail, String line) {
      return file.reject(number, Reason.INVALID_JSON, detail, line);
    }
  }
}
