package io.seekforge.model.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The shared test data beside the repository. */
final class Shared {
  private Shared() {}

  /** A folder or file of it; the test is skipped where it is not there. */
  static Path path(String relative) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolveSibling("shared").resolve(relative);
      if (at.getParent() != null && Files.exists(candidate)) {
        return candidate;
      }
    }
    Assumptions.abort("Skipped: no ../shared/" + relative + " beside the repository");
    throw new IllegalStateException();
  }
}
