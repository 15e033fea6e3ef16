package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM beside the test's, with the same classes, that a test may kill. */
final class ChildJvm {
  private static final int TRIES_A_SECOND = 20;

  private ChildJvm() {}

  /** Runs the main method of a class; what it prints goes to one stream. */
  static ProcessBuilder of(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("-Xmx1g");
    command.addAll(options());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true);
  }

  /** What a child must have reached before it is killed. */
  interface Reached {
    boolean now() throws Exception;
  }

  /**
   * Starts a child and kills it, -9, once it has got so far; fails if it ends before or takes too
   * long.
   *
   * @param log where the child's output goes
   * @param seconds to wait at most
   */
  static void kill(Path log, int seconds, Reached reached, Class<?> main, String... arguments)
      throws Exception {
    Process child = of(main, arguments).redirectOutput(log.toFile()).start();
    try {
      for (int wait = 0; !reached.now(); wait++) {
        assertThat(child.isAlive() && wait < TRIES_A_SECOND * seconds).as(() -> read(log)).isTrue();
        Thread.sleep(1000 / TRIES_A_SECOND);
      }
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(child.exitValue()).as("killed").isEqualTo(128 + 9);
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Answers in a folder of a cache, which may not be there yet. */
  static long keptAnswers(Path cache) throws IOException {
    if (!Files.exists(cache)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(cache)) {
      return files.filter(file -> file.toString().endsWith(".json")).count();
    }
  }

  /** What Spark needs of the JVM, as the test has it. */
  static List<String> options() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add") || option.startsWith("-Djdk."))
        .toList();
  }
}
