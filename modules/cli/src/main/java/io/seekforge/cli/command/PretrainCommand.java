package io.seekforge.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pretrain}: a new base model from random weights. */
@Command(
    name = "pretrain",
    description =
        "Trains every parameter of a new model from random weights and writes it to"
            + " model.path.",
    footer =
        "Its shape is model.config, its tokenizer model.tokenizer; the stages collect to pack"
            + " are those of run.",
    mixinStandardHelpOptions = true)
final class PretrainCommand implements Callable<Integer> {
  @Mixin RecipeOptions recipe;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    new RecipeRun(recipe, Screen.of(spec)).pretrain();
    return 0;
  }
}
