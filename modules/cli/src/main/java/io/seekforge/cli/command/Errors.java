package io.seekforge.cli.command;

import io.seekforge.cli.pipeline.Failure;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One clear line for everything that goes wrong. */
final class Errors {
  private Errors() {}

  /** Wrong use: exit status 2. */
  static int wrongUse(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    String suggestion =
        failure instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()
            ? "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?"
            : "";
    String name = command.getCommandSpec().qualifiedName(" ");
    String message =
        failure
            .getMessage()
            .strip()
            .replaceAll("\\s*\\R\\s*", " ")
            .replaceFirst("^Error: ", "")
            .replaceFirst("^Unmatched argument at index \\d+:", "Unknown argument");
    print(command, message + suggestion + " (see " + name + " --help)");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** A failure: exit status 1. */
  static int failed(Throwable failure, CommandLine command, boolean debug) {
    print(command, Failure.line(failure));
    if (debug) {
      failure.printStackTrace(command.getErr());
    }
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  private static void print(CommandLine command, String message) {
    command.getErr().println("seekforge: " + message);
    command.getErr().flush();
  }
}
