package io.seekforge.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The shared test data beside the repository. */
public final class SharedData {
  private SharedData() {}

  /** Names of the folders below {@code parity}. */
  public static List<String> parityCases() {
    return List.of(
        "llama-gqa",
        "llama-tied-linear-rope",
        "llama3-rope-rslora",
        "qwen2",
        "qwen3",
        "deepseek-v2-lite",
        "deepseek-v2-groups-yarn",
        "deepseek-v3");
  }

  /** A file or folder of it; the test is skipped where it is not there. */
  public static Path path(String relative) {
    for (Path at = Path.of("").toAbsolutePath(); at.getParent() != null; at = at.getParent()) {
      Path candidate = at.resolveSibling("shared").resolve(relative);
      if (Files.exists(candidate)) {
        return candidate;
      }
    }
    Assumptions.abort("Skipped: no ../shared/" + relative + " beside the repository");
    throw new IllegalStateException();
  }
}
