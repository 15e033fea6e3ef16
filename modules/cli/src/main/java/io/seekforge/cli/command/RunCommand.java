package io.seekforge.cli.command;

import io.seekforge.api.StageName;
import io.seekforge.cli.pipeline.StageRange;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code run}: all stages. */
@Command(
    name = "run",
    description = "Runs all stages of a recipe: raw documents in; adapter, evaluation, report out.",
    footer = "Stages whose output is there already are not run again.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Mixin RecipeOptions recipe;

  @Option(
      names = "--from",
      paramLabel = "STAGE",
      converter = StageConverter.class,
      description = "Runs this stage and those after it again; the output before it must be there.")
  StageName from;

  @Option(
      names = "--to",
      paramLabel = "STAGE",
      converter = StageConverter.class,
      description = "Stops after this stage.")
  StageName to;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    StageRange range = range();
    new RecipeRun(recipe, Screen.of(spec)).run(range);
    return 0;
  }

  private StageRange range() {
    try {
      return new StageRange(
          from == null ? StageName.COLLECT : from,
          to == null ? StageName.REPORT : to,
          from != null);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
