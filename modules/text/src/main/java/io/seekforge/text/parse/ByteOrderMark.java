package io.seekforge.text.parse;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The byte order mark at the start of a text (Unicode Standard, section 23.8).
 *
 * @param length bytes of the mark, 0 if there is none
 * @param charset what it says, null if there is none
 */
record ByteOrderMark(int length, Charset charset) {
  static ByteOrderMark of(ByteBuffer start) {
    if (startsWith(start, 0xEF, 0xBB, 0xBF)) {
      return new ByteOrderMark(3, StandardCharsets.UTF_8);
    }
    if (startsWith(start, 0x84, 0x31, 0x95, 0x33)) {
      return new ByteOrderMark(4, Charset.forName("GB18030"));
    }
    if (startsWith(start, 0xFF, 0xFE, 0, 0)) {
      return new ByteOrderMark(4, Charset.forName("UTF-32LE"));
    }
    if (startsWith(start, 0xFF, 0xFE)) {
      return new ByteOrderMark(2, StandardCharsets.UTF_16LE);
    }
    if (startsWith(start, 0xFE, 0xFF)) {
      return new ByteOrderMark(2, StandardCharsets.UTF_16BE);
    }
    return new ByteOrderMark(0, null);
  }

  private static boolean startsWith(ByteBuffer start, int... mark) {
    if (start.remaining() < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((start.get(start.position() + i) & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
