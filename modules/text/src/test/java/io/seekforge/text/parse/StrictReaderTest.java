package io.seekforge.text.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same text and the same malformed places, however few characters are asked for at a time. */
final class StrictReaderTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8192})
  void readsByAnyLength(int length) throws IOException {
    StrictReader reader = reader();
    StringBuilder text = new StringBuilder();
    char[] target = new char[length + 1];
    text.append(target, 1, reader.read(target, 1, 1));
    for (int n = reader.read(target, 1, length); n >= 0; n = reader.read(target, 1, length)) {
      text.append(target, 1, n);
    }
    assertThat(text.toString())
        .isEqualTo("a\uFFFD\uD83D\uDE00\uFFFDb\uFFFD\u6D41\uD840\uDC00".repeat(9));
    assertThat(reader.read(target, 0, 0)).isZero();
    assertThat(reader.malformedUpTo(5)).isEqualTo(new StrictReader.Malformed(1, 2));
    assertThat(reader.malformedUpTo(Long.MAX_VALUE)).isEqualTo(new StrictReader.Malformed(8, 25));
  }

  private static StrictReader reader() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < 9; i++) {
      bytes.write('a');
      bytes.write(0xFF);
      bytes.writeBytes("\uD83D\uDE00".getBytes(StandardCharsets.UTF_8));
      bytes.write(0xC3);
      bytes.write('b');
      bytes.write(0xFE);
      bytes.writeBytes("\u6D41\uD840\uDC00".getBytes(StandardCharsets.UTF_8));
    }
    return new StrictReader(new ByteArrayInputStream(bytes.toByteArray()), StandardCharsets.UTF_8);
  }
}
