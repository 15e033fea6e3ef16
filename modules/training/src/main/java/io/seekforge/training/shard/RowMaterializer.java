package io.seekforge.training.shard;

import io.seekforge.api.SeekforgeException;
import io.seekforge.training.shard.ParquetRows.Column;
import io.seekforge.training.shard.ParquetRows.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * Builds one row from Parquet's column events: plain strings, and lists in the three-level form of
 * the format's specification (LogicalTypes.md, "Lists"), whatever their inner names.
 */
final class RowMaterializer extends RecordMaterializer<Object[]> {
  private final Row row;

  RowMaterializer(String path, List<Column> columns, MessageType schema) {
    Slot[] slots = new Slot[columns.size()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = slot(path, columns.get(i), schema.getType(i));
    }
    row = new Row(slots);
  }

  private static Slot slot(String path, Column column, Type type) {
    if (column.kind() == Kind.STRING) {
      requireLeaf(path, column, type, PrimitiveTypeName.BINARY);
      return new StringSlot();
    }
    if (type.isPrimitive()
        || type.asGroupType().getFieldCount() != 1
        || type.asGroupType().getType(0).isPrimitive()
        || type.asGroupType().getType(0).asGroupType().getFieldCount() != 1) {
      throw wrongType(path, column, type);
    }
    Type element = type.asGroupType().getType(0).asGroupType().getType(0);
    boolean ints = column.kind() == Kind.INTS;
    requireLeaf(path, column, element, ints ? PrimitiveTypeName.INT32 : PrimitiveTypeName.BINARY);
    return ints ? new IntsSlot() : new StringsSlot();
  }

  private static void requireLeaf(String path, Column column, Type type, PrimitiveTypeName name) {
    if (!type.isPrimitive() || type.asPrimitiveType().getPrimitiveTypeName() != name) {
      throw wrongType(path, column, type);
    }
  }

  private static SeekforgeException wrongType(String path, Column column, Type type) {
    String wanted =
        switch (column.kind()) {
          case INTS -> "array<int>";
          case STRINGS -> "array<string>";
          case STRING -> "string";
        };
    return new SeekforgeException(
        "Invalid "
            + path
            + ": column "
            + column.name()
            + " must be "
            + wanted
            + ", found \""
            + type.toString().replaceAll("\\s+", " ")
            + "\"");
  }

  @Override
  public Object[] getCurrentRecord() {
    return row.values();
  }

  @Override
  public GroupConverter getRootConverter() {
    return row;
  }

  /** One column's place in the row. */
  private interface Slot {
    Converter converter();

    void clear();

    Object value();
  }

  private static final class Row extends GroupConverter {
    private final Slot[] slots;

    Row(Slot[] slots) {
      this.slots = slots;
    }

    Object[] values() {
      return Arrays.stream(slots).map(Slot::value).toArray();
    }

    @Override
    public Converter getConverter(int field) {
      return slots[field].converter();
    }

    @Override
    public void start() {
      for (Slot slot : slots) {
        slot.clear();
      }
    }

    @Override
    public void end() {}
  }

  private static final class StringSlot extends PrimitiveConverter implements Slot {
    private String value;

    @Override
    public void addBinary(Binary bytes) {
      value = bytes.toStringUsingUTF8();
    }

    @Override
    public Converter converter() {
      return this;
    }

    @Override
    public void clear() {
      value = null;
    }

    @Override
    public Object value() {
      return value;
    }
  }

  private static final class IntsSlot extends PrimitiveConverter implements Slot {
    private final ListLevel list = new ListLevel(this);
    private int[] values = new int[512];
    private int count;

    @Override
    public void addInt(int value) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = value;
    }

    @Override
    public Converter converter() {
      return list;
    }

    @Override
    public void clear() {
      count = 0;
      list.present = false;
    }

    @Override
    public Object value() {
      return list.present ? Arrays.copyOf(values, count) : null;
    }
  }

  private static final class StringsSlot extends PrimitiveConverter implements Slot {
    private final ListLevel list = new ListLevel(this);
    private final List<String> values = new ArrayList<>();

    @Override
    public void addBinary(Binary bytes) {
      values.add(bytes.toStringUsingUTF8());
    }

    @Override
    public Converter converter() {
      return list;
    }

    @Override
    public void clear() {
      values.clear();
      list.present = false;
    }

    @Override
    public Object value() {
      return list.present ? List.copyOf(values) : null;
    }
  }

  /** The list's own group, and the repeated group in it; neither holds a value. */
  private static final class ListLevel extends GroupConverter {
    private final GroupConverter repeated;
    private boolean present;

    ListLevel(Converter element) {
      repeated =
          new GroupConverter() {
            @Override
            public Converter getConverter(int field) {
              return element;
            }

            @Override
            public void start() {}

            @Override
            public void end() {}
          };
    }

    @Override
    public Converter getConverter(int field) {
      return repeated;
    }

    @Override
    public void start() {
      present = true;
    }

    @Override
    public void end() {}
  }
}
