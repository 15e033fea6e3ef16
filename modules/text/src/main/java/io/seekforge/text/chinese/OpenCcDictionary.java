package io.seekforge.text.chinese;

import io.seekforge.api.SeekforgeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;

/**
 * The dictionaries of OpenCC that this module holds (Apache-2.0, see the NOTICE beside them): a
 * key, a tab and its targets on a line, separated by spaces, of which the first is the usual one;
 * {@code #} starts a comment.
 */
final class OpenCcDictionary {
  private OpenCcDictionary() {}

  /** Gives every key with its first target. */
  static void read(String name, BiConsumer<String, String> entries) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(OpenCcDictionary.class.getResourceAsStream(name + ".txt.gz")),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int tab = line.indexOf('\t');
        if (tab > 0 && line.charAt(0) != '#') {
          int end = line.indexOf(' ', tab);
          entries.accept(
              line.substring(0, tab), line.substring(tab + 1, end < 0 ? line.length() : end));
        }
      }
    } catch (IOException e) {
      throw new SeekforgeException("Cannot read dictionary " + name + ": " + e.getMessage(), e);
    }
  }
}
