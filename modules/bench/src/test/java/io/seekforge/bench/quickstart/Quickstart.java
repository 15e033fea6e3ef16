package io.seekforge.bench.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;

/** The quickstart through its own launcher, and one run of it that tests compare theirs with. */
public final class Quickstart {
  /** The project. */
  public static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  /** Of a workspace. */
  public static final String ADAPTER = "quickstart/out/adapter/adapter_model.safetensors";

  private static Path whole;

  private Quickstart() {}

  /**
   * The workspace of a whole run on this machine, made once for all tests of this JVM, which leave
   * it as it is.
   */
  public static synchronized Path whole() throws Exception {
    if (whole == null) {
      Path folder = Path.of("target/quickstart").toAbsolutePath();
      FileUtils.deleteDirectory(folder.toFile());
      Path made = Files.createDirectories(folder).resolve("whole");
      assertThat(run(made).waitFor()).as("see %s", log(made)).isZero();
      whole = made;
    }
    return whole;
  }

  /** Starts a run in a workspace on this machine; what it says goes to {@link #log}. */
  static Process run(Path workspace) throws IOException {
    return launch(
        command("run", "conf/quickstart.yaml", workspace.toString()), log(workspace), Map.of());
  }

  /** The launcher's command line, with room for more. */
  public static List<String> command(String name, String recipe, String workspace) {
    return new ArrayList<>(
        List.of("submit/seekforge", name, recipe, "--set", "workspace=" + workspace));
  }

  /** Starts a command of the launcher; what it says is added to a file. */
  public static Process launch(List<String> command, Path log, Map<String, String> environment)
      throws IOException {
    File file = log.toFile();
    ProcessBuilder process =
        new ProcessBuilder(command)
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(file));
    process.environment().putAll(environment);
    return process.start();
  }

  static Path log(Path workspace) {
    return workspace.resolveSibling(workspace.getFileName() + ".log");
  }
}
