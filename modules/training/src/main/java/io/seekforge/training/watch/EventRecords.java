package io.seekforge.training.watch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.CRC32C;

/**
 * Records of a TensorBoard event file. Each is an {@code Event} of {@code
 * tensorflow/core/util/event.proto} in TFRecord's frame ({@code
 * tensorflow/core/lib/io/record_writer.h}): length, masked CRC32C of the length, bytes, masked
 * CRC32C of the bytes; integers little-endian.
 */
public final class EventRecords {
  private static final int MASK_DELTA = 0xa282ead8;
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private EventRecords() {}

  /** The first record of every file. */
  public static byte[] version() {
    Message event = new Message();
    event.text(3, "brain.Event:2");
    return record(event.bytes());
  }

  /**
   * A record of scalars.
   *
   * @param seconds wall time since 1970
   */
  public static byte[] scalars(double seconds, long step, SortedMap<String, Double> values) {
    Message summary = new Message();
    for (Map.Entry<String, Double> entry : values.entrySet()) {
      Message value = new Message();
      value.text(1, entry.getKey());
      value.float32(2, entry.getValue().floatValue());
      summary.message(1, value);
    }
    Message event = new Message();
    event.float64(1, seconds);
    event.int64(2, step);
    event.message(5, summary);
    return record(event.bytes());
  }

  private static byte[] record(byte[] event) {
    byte[] length = littleEndian(Long.BYTES).putLong(event.length).array();
    return ByteBuffer.allocate(length.length + event.length + 2 * Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(length)
        .putInt(maskedCrc(length))
        .put(event)
        .putInt(maskedCrc(event))
        .array();
  }

  /** CRC32C as TFRecord stores it: turned right by 15 bits, plus a constant. */
  static int maskedCrc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Protocol buffers' wire format, as far as events need it. */
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void int64(int field, long value) {
      varint(field << 3 | VARINT);
      varint(value);
    }

    void float64(int field, double value) {
      varint(field << 3 | FIXED64);
      out.writeBytes(littleEndian(Double.BYTES).putDouble(value).array());
    }

    void float32(int field, float value) {
      varint(field << 3 | FIXED32);
      out.writeBytes(littleEndian(Float.BYTES).putFloat(value).array());
    }

    void text(int field, String value) {
      bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    void message(int field, Message value) {
      bytes(field, value.bytes());
    }

    byte[] bytes() {
      return out.toByteArray();
    }

    private void bytes(int field, byte[] value) {
      varint(field << 3 | BYTES);
      varint(value.length);
      out.writeBytes(value);
    }

    private void varint(long value) {
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        out.write((int) (rest & 0x7F | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }
  }
}
