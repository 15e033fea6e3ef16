package io.seekforge.training.routing;

import io.seekforge.api.SeekforgeException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Counts what one log file or archive holds, a line at a time. */
final class LogReader {
  /** Longest line: a sequence of some millions of tokens. */
  private static final int LONGEST = 1 << 28;

  private final int experts;
  private final int topK;
  private final SortedMap<Integer, LayerCounts> layers = new TreeMap<>();

  private LogReader(int experts, int topK) {
    this.experts = experts;
    this.topK = topK;
  }

  /**
   * The counts by layer.
   *
   * @throws SeekforgeException naming file and line that cannot be used
   */
  static SortedMap<Integer, LayerCounts> read(
      LogFile log, int experts, int topK, Configuration hadoop) {
    LogReader reader = new LogReader(experts, topK);
    Path path = new Path(log.location());
    try (InputStream raw = path.getFileSystem(hadoop).open(path);
        InputStream in = plain(log.location(), new BufferedInputStream(raw, 1 << 16))) {
      if (LogFile.isArchive(log.location())) {
        reader.archive(log.location(), in);
      } else {
        reader.lines(log.location(), LogFile.layer(log.location()).getAsInt(), in);
      }
      return reader.layers;
    } catch (IOException e) {
      throw new SeekforgeException("Cannot read " + log.location() + ": " + e.getMessage(), e);
    }
  }

  private static InputStream plain(String name, InputStream in) throws IOException {
    return name.endsWith("gz") ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private void archive(String location, InputStream in) throws IOException {
    TarEntries entries = new TarEntries(in);
    for (String name = entries.next(); name != null; name = entries.next()) {
      OptionalInt layer = LogFile.layer(name);
      if (layer.isPresent()) {
        lines(location + "!" + name, layer.getAsInt(), plain(name, entries.content()));
      }
    }
    if (layers.isEmpty()) {
      throw new SeekforgeException(
          "Cannot use " + location + ": it holds no expert_weights_<layer>.txt");
    }
  }

  private void lines(String place, int layer, InputStream in) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
    LayerCounts counts = layers.computeIfAbsent(layer, absent -> new LayerCounts(experts, topK));
    LogLine parser = new LogLine(experts, topK);
    long before = counts.tokens();
    long number = 0;
    for (String line = line(reader, place); line != null; line = line(reader, place)) {
      number++;
      if (!line.isBlank()) {
        try {
          parser.count(line, counts);
        } catch (IllegalArgumentException e) {
          throw new SeekforgeException(
              "Invalid line " + number + " of " + place + ": " + e.getMessage(), e);
        }
      }
    }
    if (counts.tokens() == before) {
      throw new SeekforgeException("Cannot use " + place + ": it holds no token");
    }
  }

  /** The next line, null after the last; refuses one that would not fit into memory. */
  private static String line(BufferedReader reader, String place) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = reader.read();
    if (c < 0) {
      return null;
    }
    for (; c >= 0 && c != '\n'; c = reader.read()) {
      if (line.length() == LONGEST) {
        throw new SeekforgeException(
            "Cannot read " + place + ": a line is longer than " + LONGEST + " characters");
      }
      line.append((char) c);
    }
    return line.toString();
  }
}
