package io.seekforge.api;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * SHA-256 over a canonical, length-prefixed form of values: strings, numbers, booleans, enums,
 * lists, maps (sorted by key), records (by component name) and null. Two values that differ never
 * share a form, whatever characters they hold.
 */
public final class ContentHash {
  /**
   * Hex digits of a document id: 128 bits, so that a billion documents collide with probability
   * below 1e-20.
   */
  public static final int DOCUMENT_ID_DIGITS = 32;

  /** Hex digits of a stage fingerprint. */
  public static final int FINGERPRINT_DIGITS = 16;

  private final MessageDigest digest;

  private ContentHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The id of a document: independent of its place in a file, of order and of partitioning. */
  public static String documentId(String source, String key, String text, List<Message> messages) {
    return of(source, key, text, messages).substring(0, DOCUMENT_ID_DIGITS);
  }

  /** The fingerprint of a stage's inputs and settings. */
  public static String fingerprint(Object... values) {
    return of(values).substring(0, FINGERPRINT_DIGITS);
  }

  /** All 64 hex digits over the given values. */
  public static String of(Object... values) {
    ContentHash hash = new ContentHash();
    for (Object value : values) {
      hash.add(value);
    }
    return HexFormat.of().formatHex(hash.digest.digest());
  }

  private void add(Object value) {
    if (value == null) {
      token('n', "");
    } else if (value instanceof Collection<?> items) {
      token('[', Integer.toString(items.size()));
      items.forEach(this::add);
    } else if (value instanceof Map<?, ?> map) {
      addMap(map);
    } else if (value instanceof Record structure) {
      addRecord(structure);
    } else if (value instanceof Enum<?> constant) {
      token('e', constant.name());
    } else if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      token('s', value.toString());
    } else {
      throw new IllegalArgumentException(
          "Cannot hash a value of type " + value.getClass().getName());
    }
  }

  private void addMap(Map<?, ?> map) {
    SortedMap<String, Object> sorted = new TreeMap<>();
    map.forEach((key, value) -> sorted.put(key.toString(), value));
    token('{', Integer.toString(sorted.size()));
    sorted.forEach(
        (key, value) -> {
          token('k', key);
          add(value);
        });
  }

  private void addRecord(Record structure) {
    RecordComponent[] components = structure.getClass().getRecordComponents();
    token('r', Integer.toString(components.length));
    for (RecordComponent component : components) {
      token('k', component.getName());
      try {
        component.getAccessor().setAccessible(true);
        add(component.getAccessor().invoke(structure));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("Cannot read " + component, e);
      }
    }
  }

  private void token(char kind, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    digest.update(
        (kind + Integer.toString(bytes.length) + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }
}
