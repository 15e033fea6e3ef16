package io.seekforge.corpus.archive;

import io.seekforge.api.QuarantineEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Names of files in archives: whoever packed it chose them. */
final class EntryPath {
  private static final int LONGEST = 4096;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final Pattern DRIVE = Pattern.compile("^[A-Za-z]:.*");

  private EntryPath() {}

  /** A name as a relative path with slashes, or null if it is none or leads out of the archive. */
  static String of(String name) {
    String path = name.replace('\\', '/');
    if (path.startsWith("/") || path.length() > LONGEST || DRIVE.matcher(path).matches()) {
      return null;
    }
    List<String> steps = new ArrayList<>();
    for (String step : path.split("/")) {
      if (step.equals("..") || CONTROL.matcher(step).find()) {
        return null;
      }
      if (!step.isEmpty() && !step.equals(".")) {
        steps.add(step);
      }
    }
    return steps.isEmpty() ? null : String.join("/", steps);
  }

  /** Whether a file is skipped, as in folders: a step starts with a dot or an underscore. */
  static boolean isHidden(String path) {
    return path.startsWith(".")
        || path.startsWith("_")
        || path.contains("/.")
        || path.contains("/_");
  }

  /** A name that can be printed. */
  static String shown(String name) {
    String printed = CONTROL.matcher(name).replaceAll("?");
    return printed.substring(0, Math.min(printed.length(), QuarantineEntry.SAMPLE_CHARS));
  }
}
