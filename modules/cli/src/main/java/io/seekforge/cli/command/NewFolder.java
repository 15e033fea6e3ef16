package io.seekforge.cli.command;

import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A folder that a command may write: nothing that is there is lost. */
final class NewFolder {
  private NewFolder() {}

  /** Refuses a folder that is there and not empty. */
  static void require(CommandSpec spec, String option, Path folder) {
    if (!isFree(folder)) {
      throw new ParameterException(
          spec.commandLine(),
          "Invalid " + option + " " + folder + ": it is there already and not empty");
    }
  }

  private static boolean isFree(Path folder) {
    if (!Files.isDirectory(folder)) {
      return !Files.exists(folder);
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.findAny().isEmpty();
    } catch (IOException e) {
      throw new SeekforgeException("Cannot list " + folder + ": " + e.getMessage(), e);
    }
  }
}
