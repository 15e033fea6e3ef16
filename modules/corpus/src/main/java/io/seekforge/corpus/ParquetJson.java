package io.seekforge.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * Parquet values as JSON: groups are objects, lists (in the three-level, two-level and repeated
 * forms of Parquet's LogicalTypes.md) arrays, maps objects, dates and times ISO 8601.
 */
final class ParquetJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ParquetJson() {}

  static ObjectNode object(Group group) {
    ObjectNode object = NODES.objectNode();
    for (int i = 0; i < group.getType().getFieldCount(); i++) {
      Type field = group.getType().getType(i);
      int count = group.getFieldRepetitionCount(i);
      if (field.isRepetition(Type.Repetition.REPEATED)) {
        object.set(field.getName(), repeated(group, i));
      } else if (count > 0) {
        object.set(field.getName(), value(group, i, 0));
      }
    }
    return object;
  }

  private static ArrayNode repeated(Group group, int field) {
    ArrayNode array = NODES.arrayNode();
    for (int i = 0; i < group.getFieldRepetitionCount(field); i++) {
      array.add(value(group, field, i));
    }
    return array;
  }

  private static JsonNode value(Group group, int field, int index) {
    Type type = group.getType().getType(field);
    if (type.isPrimitive()) {
      return primitive(group, field, index, type.asPrimitiveType());
    }
    Group below = group.getGroup(field, index);
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    if (meaning instanceof ListLogicalTypeAnnotation) {
      return list(below);
    }
    return meaning instanceof MapLogicalTypeAnnotation ? map(below) : object(below);
  }

  private static JsonNode list(Group list) {
    Type repeated = list.getType().getType(0);
    ArrayNode array = repeated(list, 0);
    boolean wraps =
        !repeated.isPrimitive() && repeated.asGroupType().getFieldCount() == 1 && isWrapper(list);
    if (!wraps) {
      return array;
    }
    String element = repeated.asGroupType().getFieldName(0);
    ArrayNode elements = NODES.arrayNode();
    array.forEach(item -> elements.add(item.has(element) ? item.get(element) : NODES.nullNode()));
    return elements;
  }

  /** The backward-compatibility rules: these names are the element itself, not its wrapper. */
  private static boolean isWrapper(Group list) {
    GroupType type = list.getType();
    String name = type.getType(0).getName();
    return !name.equals("array") && !name.equals(type.getName() + "_tuple");
  }

  private static JsonNode map(Group map) {
    ObjectNode object = NODES.objectNode();
    for (JsonNode entry : repeated(map, 0)) {
      object.set(entry.path("key").asText(), entry.path("value"));
    }
    return object;
  }

  private static JsonNode primitive(Group group, int field, int index, PrimitiveType type) {
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    PrimitiveTypeName name = type.getPrimitiveTypeName();
    if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      return NODES.textNode(
          new BigDecimal(unscaled(group, field, index, name), decimal.getScale()).toPlainString());
    }
    if (meaning instanceof DateLogicalTypeAnnotation) {
      return NODES.textNode(LocalDate.ofEpochDay(group.getInteger(field, index)).toString());
    }
    if (meaning instanceof TimestampLogicalTypeAnnotation timestamp) {
      return NODES.textNode(time(group.getLong(field, index), timestamp).toString());
    }
    return switch (name) {
      case BINARY, FIXED_LEN_BYTE_ARRAY -> NODES.textNode(text(group, field, index, meaning));
      case INT96 -> NODES.textNode(base64(group.getInt96(field, index).getBytes()));
      default -> NODES.textNode(group.getValueToString(field, index));
    };
  }

  private static BigInteger unscaled(Group group, int field, int index, PrimitiveTypeName name) {
    return switch (name) {
      case INT32 -> BigInteger.valueOf(group.getInteger(field, index));
      case INT64 -> BigInteger.valueOf(group.getLong(field, index));
      default -> new BigInteger(group.getBinary(field, index).getBytes());
    };
  }

  private static Instant time(long value, TimestampLogicalTypeAnnotation timestamp) {
    ChronoUnit unit =
        switch (timestamp.getUnit()) {
          case MILLIS -> ChronoUnit.MILLIS;
          case MICROS -> ChronoUnit.MICROS;
          case NANOS -> ChronoUnit.NANOS;
        };
    return Instant.EPOCH.plus(value, unit);
  }

  /**
   * Bytes that do not say they are text are still text in old files; what is not UTF-8 is coded.
   */
  private static String text(Group group, int field, int index, LogicalTypeAnnotation meaning) {
    String text = group.getBinary(field, index).toStringUsingUTF8();
    boolean isText = meaning instanceof StringLogicalTypeAnnotation || !text.contains("\uFFFD");
    return isText ? text : base64(group.getBinary(field, index).getBytes());
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
