package io.seekforge.training.routing;

import java.io.Serializable;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file with routing logs.
 *
 * @param location its URI
 * @param domain the domain that its tokens are of
 */
record LogFile(String location, String domain) implements Serializable {
  private static final Pattern LAYER =
      Pattern.compile("(?:.*/)?expert_weights_(?:layer_?)?(\\d{1,5})(?:\\D.*)?\\.txt(?:\\.gz)?");

  private static final Pattern ARCHIVE = Pattern.compile(".*\\.(?:tar|tar\\.gz|tgz)");

  /** The layer that a path names: {@code expert_weights_12.txt}, {@code …_12_rank3.txt.gz}. */
  static OptionalInt layer(String path) {
    Matcher matcher = LAYER.matcher(path);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  /** Whether a path is a log, or an archive that may hold some. */
  static boolean isLog(String path) {
    return layer(path).isPresent() || isArchive(path);
  }

  static boolean isArchive(String path) {
    return ARCHIVE.matcher(path).matches();
  }

  /** The name of an archive without its ending. */
  static String stem(String name) {
    return name.replaceFirst("\\.(?:tar|tar\\.gz|tgz)$", "");
  }
}
