package io.seekforge.model.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The JSON header of a safetensors file, read without trust: every tensor's bytes must be what type
 * and shape ask for, and all of them together must fill the data part without gap or overlap (the
 * rules of the reference implementation, github.com/huggingface/safetensors).
 */
final class SafetensorsHeader {
  /** Longest header the reference implementation reads. */
  static final int MAX_BYTES = 100_000_000;

  private static final int MAX_RANK = 32;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String place;
  private final long dataBytes;
  private final SortedMap<String, TensorInfo> tensors = new TreeMap<>();
  private final SortedMap<String, String> metadata = new TreeMap<>();

  private SafetensorsHeader(String place, long dataBytes) {
    this.place = place;
    this.dataBytes = dataBytes;
  }

  /**
   * Parses and checks a header.
   *
   * @param place the file's name, for messages
   * @param json the header's bytes, padding included
   * @param dataBytes bytes of the file behind the header
   */
  static SafetensorsHeader parse(String place, byte[] json, long dataBytes) {
    SafetensorsHeader header = new SafetensorsHeader(place, dataBytes);
    try (JsonParser parser = JSON.createParser(header.decode(json))) {
      header.read(parser);
    } catch (JsonProcessingException e) {
      throw header.broken("the header is not valid JSON (" + shown(e.getOriginalMessage()) + ")");
    } catch (IOException e) {
      throw header.broken("the header cannot be read (" + e.getMessage() + ")");
    }
    header.checkLayout();
    return header;
  }

  SortedMap<String, TensorInfo> tensors() {
    return tensors;
  }

  SortedMap<String, String> metadata() {
    return metadata;
  }

  /** A name from the file, fit for one line of a message. */
  static String shown(String name) {
    String plain = name.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= 200 ? plain : plain.substring(0, 200) + "…";
  }

  private String decode(byte[] json) {
    if (json.length == 0 || json[0] != '{') {
      throw broken("the header does not begin with {");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    } catch (CharacterCodingException e) {
      throw broken("the header is not UTF-8");
    }
  }

  private void read(JsonParser parser) throws IOException {
    parser.nextToken();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      if (token != JsonToken.START_OBJECT) {
        throw broken("\"" + shown(name) + "\" is no object");
      }
      if (name.equals("__metadata__")) {
        readMetadata(parser);
      } else {
        tensors.put(name, readTensor(name, parser));
      }
    }
    if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
      throw broken("the header is more than one JSON object");
    }
  }

  private void readMetadata(JsonParser parser) throws IOException {
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      if (parser.nextToken() != JsonToken.VALUE_STRING) {
        throw broken("metadata \"" + shown(key) + "\" is no string");
      }
      metadata.put(key, parser.getText());
    }
  }

  private TensorInfo readTensor(String name, JsonParser parser) throws IOException {
    Dtype dtype = null;
    long[] shape = null;
    long[] offsets = null;
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      parser.nextToken();
      switch (key) {
        case "dtype" -> dtype = dtype(name, parser);
        case "shape" -> shape = longs(name, key, parser, MAX_RANK);
        case "data_offsets" -> offsets = longs(name, key, parser, 2);
        default -> parser.skipChildren();
      }
    }
    if (dtype == null || shape == null || offsets == null || offsets.length != 2) {
      throw broken(name, "dtype, shape or data_offsets is missing");
    }
    checkSize(name, dtype, shape, offsets[0], offsets[1]);
    return new TensorInfo(name, dtype, shape, offsets[0], offsets[1]);
  }

  private Dtype dtype(String name, JsonParser parser) throws IOException {
    String word = parser.getText();
    for (Dtype dtype : Dtype.values()) {
      if (dtype.name().equals(word)) {
        return dtype;
      }
    }
    throw broken(name, "type " + shown(String.valueOf(word)) + " is not known");
  }

  private long[] longs(String name, String key, JsonParser parser, int most) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw broken(name, key + " is no list");
    }
    List<Long> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT || values.size() == most) {
        throw broken(name, key + " is not a list of at most " + most + " whole numbers");
      }
      values.add(number(name, key, parser));
    }
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private long number(String name, String key, JsonParser parser) throws IOException {
    String text = parser.getText();
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException tooLarge) {
      // Falls through to the message below.
    }
    throw broken(name, key + " holds " + shown(text) + " (must be 0 to 2^63 - 1)");
  }

  private void checkSize(String name, Dtype dtype, long[] shape, long begin, long end) {
    long bytes = dtype.width();
    try {
      for (long dimension : shape) {
        bytes = Math.multiplyExact(bytes, dimension);
      }
    } catch (ArithmeticException e) {
      throw broken(name, "its shape has more than 2^63 bytes");
    }
    if (begin > end || end > dataBytes) {
      throw broken(
          name,
          "its bytes "
              + begin
              + " to "
              + end
              + " lie outside the file's "
              + dataBytes
              + " bytes of data (is the file truncated?)");
    }
    if (end - begin != bytes) {
      throw broken(
          name, "it has " + (end - begin) + " bytes where type and shape ask for " + bytes);
    }
  }

  private void checkLayout() {
    List<TensorInfo> order = new ArrayList<>(tensors.values());
    order.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
    long expected = 0;
    for (TensorInfo tensor : order) {
      if (tensor.begin() != expected) {
        String fault = tensor.begin() < expected ? "overlaps the one before" : "leaves a gap";
        throw broken(
            tensor.name(),
            "it begins at " + tensor.begin() + " and " + fault + " (expected " + expected + ")");
      }
      expected = tensor.end();
    }
    if (expected != dataBytes) {
      throw broken("the tensors fill " + expected + " of " + dataBytes + " bytes of data");
    }
  }

  private SeekforgeException broken(String name, String fault) {
    return broken("tensor \"" + shown(name) + "\": " + fault);
  }

  private SeekforgeException broken(String fault) {
    return new SeekforgeException("Cannot read " + place + ": " + fault);
  }
}
