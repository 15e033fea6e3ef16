package io.seekforge.text.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Reads JSON values into trees whose size is bounded. */
final class JsonTrees {
  /** For values that are bounded already. */
  static final JsonMapper MAPPER =
      JsonMapper.builder(factory(Integer.MAX_VALUE))
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** What a node costs beside its text: small nodes must not outgrow the limit in memory. */
  private static final int NODE_COST = 8;

  private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

  private JsonTrees() {}

  /**
   * @param maxString longest string, in characters
   */
  static JsonFactory factory(long maxString) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxStringLength((int) Math.min(Integer.MAX_VALUE, maxString))
                .build())
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .build();
  }

  /**
   * Reads the value at the parser's current token, which then stands at the value's last token.
   *
   * @return null if the value is larger than the limit; it is skipped
   */
  static JsonNode read(JsonParser parser, long maxBytes) throws IOException {
    JsonToken token = parser.currentToken();
    if (!token.isStructStart()) {
      return scalar(parser);
    }
    return fill(parser, container(token), maxBytes);
  }

  /**
   * Reads an object whose first name and the token of its first value are read already.
   *
   * @return null if the object is larger than the limit; it is skipped
   */
  static JsonNode readRest(JsonParser parser, String firstName, long maxBytes) throws IOException {
    ObjectNode root = NODES.objectNode();
    root.set(firstName, scalar(parser));
    return fill(parser, root, maxBytes);
  }

  private static JsonNode fill(JsonParser parser, ContainerNode<?> root, long maxBytes)
      throws IOException {
    Deque<ContainerNode<?>> open = new ArrayDeque<>();
    open.push(root);
    String name = null;
    long cost = 0;
    while (!open.isEmpty()) {
      JsonToken token = next(parser);
      if (token.isStructEnd()) {
        open.pop();
      } else if (token == JsonToken.FIELD_NAME) {
        name = parser.currentName();
        cost += name.length();
      } else {
        JsonNode value = token.isStructStart() ? container(token) : scalar(parser);
        cost += NODE_COST + (value.isTextual() ? value.textValue().length() : 0);
        add(open.peek(), name, value);
        if (token.isStructStart()) {
          open.push((ContainerNode<?>) value);
        }
      }
      if (cost > maxBytes) {
        skip(parser, open.size());
        return null;
      }
    }
    return root;
  }

  private static void add(ContainerNode<?> parent, String name, JsonNode value) {
    if (parent instanceof ObjectNode object) {
      object.set(name, value);
    } else {
      ((ArrayNode) parent).add(value);
    }
  }

  private static void skip(JsonParser parser, int depth) throws IOException {
    int open = depth;
    while (open > 0) {
      JsonToken token = next(parser);
      open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }
  }

  private static JsonToken next(JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new JsonParseException(parser, "Unexpected end of the file");
    }
    return token;
  }

  private static ContainerNode<?> container(JsonToken token) {
    return token == JsonToken.START_OBJECT ? NODES.objectNode() : NODES.arrayNode();
  }

  /** Numbers keep the digits they are written with. */
  private static JsonNode scalar(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> NODES.textNode(parser.getText());
    };
  }

  /** A parser's error in one line, without its excerpt of the input. */
  static String describe(JsonProcessingException e) {
    String where =
        e.getLocation() == null
            ? ""
            : " (line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr()
                + ")";
    return e.getOriginalMessage().replaceAll("\\s+", " ") + where;
  }

  /** The quarantine reason of a parser's error. */
  static String reason(JsonProcessingException e) {
    boolean tooLong =
        e instanceof StreamConstraintsException && e.getOriginalMessage().startsWith("String ");
    return tooLong ? Reason.RECORD_TOO_LONG : Reason.INVALID_JSON;
  }
}
