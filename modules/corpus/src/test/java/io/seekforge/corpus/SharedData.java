package io.seekforge.corpus;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Real data beside the repository; tests that need it are skipped where it is absent. */
final class SharedData {
  private SharedData() {}

  static Path at(String name) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolveSibling("shared").resolve("data"))) {
      folder = folder.getParent();
    }
    Assumptions.assumeTrue(folder != null, "shared data is absent: " + name);
    Path path = folder.resolveSibling("shared").resolve("data").resolve(name);
    Assumptions.assumeTrue(Files.exists(path), "shared data is absent: " + name);
    return path;
  }
}
