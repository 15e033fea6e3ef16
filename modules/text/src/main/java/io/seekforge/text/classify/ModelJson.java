package io.seekforge.text.classify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** What the files of models begin with. */
final class ModelJson {
  private static final int MOST_FEATURES = 1 << 22;

  private ModelJson() {}

  static ObjectNode start(int format, String kind, int features) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("format", format)
        .put("kind", kind)
        .put("features", features);
  }

  static JsonNode read(ObjectMapper mapper, String text, int format, String kind)
      throws IOException {
    JsonNode json = mapper.readTree(text);
    if (json.path("format").asInt() != format || !json.path("kind").asText().equals(kind)) {
      throw new IOException("it is no " + kind + " model of format " + format);
    }
    int features = json.path("features").asInt();
    if (Integer.bitCount(features) != 1 || features > MOST_FEATURES) {
      throw new IOException("it has " + features + " features, which is no power of two in bounds");
    }
    return json;
  }
}
