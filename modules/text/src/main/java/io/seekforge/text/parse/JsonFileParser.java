package io.seekforge.text.parse;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A JSON file that holds a list of records, an object of records by their keys (PubMedQA), or one
 * record. {@code record} of the source names where the list is: {@code data} or {@code
 * data.paragraphs.qas}; the outermost list is streamed, lists within its items are records of their
 * own, whose surroundings {@code ../} reaches. The position is the record's number.
 */
final class JsonFileParser implements RecordParser {
  @Override
  public Records open(InputStream bytes, SourceFile file) throws IOException {
    StrictReader reader = new StrictReader(bytes, Charset.forName(file.source().encoding()));
    JsonParser parser = JsonTrees.factory(file.maxRecordBytes()).createParser(reader);
    return new Items(reader, parser, file);
  }

  private static final class Items implements Records {
    private final StrictReader reader;
    private final JsonParser parser;
    private final SourceFile file;
    private final RecordMapping mapping;
    private final Deque<JsonRecord> pending = new ArrayDeque<>();
    private String inner;
    private JsonToken end;
    private long number;
    private boolean started;
    private boolean ended;

    Items(StrictReader reader, JsonParser parser, SourceFile file) {
      this.reader = reader;
      this.parser = parser;
      this.file = file;
      this.mapping = new RecordMapping(file);
      this.inner = file.source().record();
    }

    @Override
    public Parsed next() throws IOException {
      try {
        if (!started) {
          started = true;
          enter();
        }
        while (pending.isEmpty() && !ended) {
          Parsed bad = readItem();
          if (bad != null) {
            return bad;
          }
        }
        return pending.isEmpty() ? null : mapping.map(pending.remove(), number++);
      } catch (JsonProcessingException e) {
        ended = true;
        String detail = JsonTrees.describe(e) + "; the rest of the file is not read";
        return file.reject(number++, JsonTrees.reason(e), detail, "");
      } catch (RejectedException e) {
        ended = true;
        return file.reject(number++, e, "");
      }
    }

    /** Goes to the first record: down the keys of {@code record} to the outermost list. */
    private void enter() throws IOException, RejectedException {
      JsonToken token = parser.nextToken();
      while (token == JsonToken.START_OBJECT && !inner.isEmpty()) {
        token = enterKey();
      }
      if (token == null || !token.isStructStart()) {
        throw new RejectedException(Reason.INVALID_JSON, "the file holds no list of records");
      }
      boolean list = token == JsonToken.START_ARRAY;
      end = list ? JsonToken.END_ARRAY : JsonToken.END_OBJECT;
      advance();
    }

    private JsonToken enterKey() throws IOException, RejectedException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (inner.equals(name) || inner.startsWith(name + ".")) {
          inner = inner.substring(Math.min(inner.length(), name.length() + 1));
          return value;
        }
        parser.skipChildren();
      }
      throw new RejectedException(
          Reason.MISSING_FIELD, "the file has no \"" + inner + "\" as record of the source says");
    }

    private void advance() throws IOException {
      JsonToken token = parser.nextToken();
      if (token == end) {
        ended = true;
        parser.nextToken(); // What follows the list must be JSON too.
      } else if (token == null) {
        throw new JsonParseException(parser, "Unexpected end of the file");
      }
    }

    /** Reads one item of the outermost list into {@link #pending}, or returns what is bad. */
    private Parsed readItem() throws IOException, RejectedException {
      String key = "";
      if (end == JsonToken.END_OBJECT) {
        key = parser.currentName();
        if (!parser.nextToken().isStructStart() && number == 0) {
          return readOnlyRecord(key);
        }
      }
      JsonNode node = JsonTrees.read(parser, file.maxRecordBytes());
      StrictReader.Malformed malformed =
          reader.malformedUpTo(parser.currentLocation().getCharOffset());
      advance();
      if (node == null) {
        return file.tooLong(number++, "");
      }
      if (malformed != null) {
        return file.malformed(number++, malformed, node.toString());
      }
      if (!node.isObject()) {
        String detail = "the record is no JSON object";
        return file.reject(number++, Reason.INVALID_JSON, detail, node.toString());
      }
      expand(new JsonRecord(node, null, key), inner);
      return null;
    }

    /** An object whose first value is plain is one record, not an object of records. */
    private Parsed readOnlyRecord(String firstKey) throws IOException {
      JsonNode node = JsonTrees.readRest(parser, firstKey, file.maxRecordBytes());
      ended = true;
      if (node == null) {
        return file.tooLong(number++, "");
      }
      StrictReader.Malformed malformed = reader.malformedUpTo(Long.MAX_VALUE);
      if (malformed != null) {
        return file.malformed(number++, malformed, node.toString());
      }
      pending.add(JsonRecord.of(node));
      return null;
    }

    /** Adds the records that a path of keys reaches from one item, through objects and lists. */
    private void expand(JsonRecord item, String path) {
      if (path.isEmpty()) {
        pending.add(item);
        return;
      }
      int dot = path.indexOf('.');
      JsonNode below = item.node().path(dot < 0 ? path : path.substring(0, dot));
      String rest = dot < 0 ? "" : path.substring(dot + 1);
      if (below.isObject()) {
        expand(new JsonRecord(below, item, ""), rest);
      }
      if (below.isArray()) {
        below.forEach(child -> expand(new JsonRecord(child, item, ""), rest));
      }
    }
  }
}
