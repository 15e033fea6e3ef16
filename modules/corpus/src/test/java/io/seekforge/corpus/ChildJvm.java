package io.seekforge.corpus;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** A JVM beside the test's, with the same classes, that a test may kill. */
final class ChildJvm {
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

  /** What Spark needs of the JVM, as the test has it. */
  static List<String> options() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add") || option.startsWith("-Djdk."))
        .toList();
  }
}
