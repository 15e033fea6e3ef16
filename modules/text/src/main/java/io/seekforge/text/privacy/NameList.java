package io.seekforge.text.privacy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Lists of names beside this package: words between white space. */
final class NameList {
  private NameList() {}

  static Set<String> read(String file) {
    try (InputStream in = NameList.class.getResourceAsStream(file)) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Set.copyOf(List.of(all.strip().split("\\s+")));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }
}
