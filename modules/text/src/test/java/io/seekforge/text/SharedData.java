package io.seekforge.text;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Finds the folder {@code shared} beside the repository; tests that need it skip without it. */
public final class SharedData {
  private SharedData() {}

  /** A file below {@code shared}; skips the test if it is not there. */
  public static Path file(String relative) {
    Path found = find(relative);
    Assumptions.assumeTrue(found != null, "skipped: ../shared/" + relative + " is not here");
    return found;
  }

  private static Path find(String relative) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path candidate = folder.resolve("shared").resolve(relative);
      if (Files.exists(candidate)) {
        return candidate;
      }
      folder = folder.getParent();
    }
    return null;
  }
}
