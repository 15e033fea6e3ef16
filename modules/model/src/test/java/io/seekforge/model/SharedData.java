package io.seekforge.model;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The shared test data beside the repository. */
public final class SharedData {
  private SharedData() {}

  /** A folder of it; the test is skipped where it is not there. */
  public static Path folder(String relative) {
    for (Path at = Path.of("").toAbsolutePath(); at.getParent() != null; at = at.getParent()) {
      Path candidate = at.resolveSibling("shared").resolve(relative);
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    Assumptions.abort("Skipped: no ../shared/" + relative + " beside the repository");
    throw new IllegalStateException();
  }
}
