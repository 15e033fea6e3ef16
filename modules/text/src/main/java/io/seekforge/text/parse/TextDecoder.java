package io.seekforge.text.parse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;

/** Reads whole files whose size is bounded. */
final class TextDecoder {
  private TextDecoder() {}

  /**
   * The bytes of a file that is one record.
   *
   * @throws RejectedException if the file is longer than a record may be
   */
  static byte[] bytes(InputStream bytes, SourceFile file) throws IOException, RejectedException {
    long limit = Math.min(file.maxRecordBytes(), Integer.MAX_VALUE - 64);
    byte[] content = bytes.readNBytes((int) limit);
    if (bytes.read() >= 0) {
      throw new RejectedException(
          Reason.RECORD_TOO_LONG,
          "the file is longer than max-record-bytes (" + file.maxRecordBytes() + ")");
    }
    return content;
  }

  /**
   * The text of bytes.
   *
   * @throws RejectedException if they are not of that character set
   */
  static String decode(byte[] bytes, String charset) throws IOException, RejectedException {
    StrictReader reader =
        new StrictReader(new ByteArrayInputStream(bytes), Charset.forName(charset));
    StringBuilder text = new StringBuilder(bytes.length);
    char[] buffer = new char[1 << 13];
    int count = reader.read(buffer, 0, buffer.length);
    while (count > 0) {
      text.append(buffer, 0, count);
      count = reader.read(buffer, 0, buffer.length);
    }
    StrictReader.Malformed malformed = reader.malformedUpTo(Long.MAX_VALUE);
    if (malformed != null) {
      throw new RejectedException(Reason.INVALID_ENCODING, malformed.describe(charset));
    }
    return text.toString();
  }
}
