package io.seekforge.cli.command;

import io.seekforge.api.StageName;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The top command: lists the others. */
@Command(
    name = "seekforge",
    description = "Turns a general language model into a specialist of your field.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      CheckCommand.class,
      TraceCommand.class,
      PretrainCommand.class,
      GenerateCommand.class,
      TokenizeCommand.class,
      ParityCommand.class,
      BenchTrainCommand.class,
      BenchGenerateCommand.class,
      MakeModelCommand.class,
      MergeCommand.class,
      ExpertsCommand.class,
      UpcycleCommand.class,
      HelpCommand.class,
    })
public final class Commands implements Runnable {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Log more, and show stack traces of errors.")
  boolean debug;

  @Spec CommandSpec spec;

  private Commands() {}

  /** The whole command line, ready to execute. */
  public static CommandLine line() {
    Commands top = new Commands();
    CommandLine line = new CommandLine(top);
    for (StageName stage : StageName.values()) {
      line.addSubcommand(StageCommand.line(stage));
    }
    line.setParameterExceptionHandler(Errors::wrongUse);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> Errors.failed(failure, command, top.debug));
    // Results are UTF-8 whatever the locale.
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    return line;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing COMMAND");
  }
}
