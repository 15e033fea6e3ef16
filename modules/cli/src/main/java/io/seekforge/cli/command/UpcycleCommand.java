package io.seekforge.cli.command;

import io.seekforge.model.checkpoint.MixtralUpcycle;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code upcycle}: a Mixtral checkpoint of dense branches. */
@Command(
    name = "upcycle",
    description =
        "Joins dense Llama checkpoints that were trained apart from one base: their feed-forwards"
            + " become the experts of a Mixtral checkpoint, the rest is averaged.",
    footer = "The router is new: train it. The tokenizer is the branches' own.",
    mixinStandardHelpOptions = true)
final class UpcycleCommand implements Callable<Integer> {
  @Option(
      names = "--branch",
      required = true,
      paramLabel = "DIR",
      description = "Folder of a branch, in the order of the experts; two or more.")
  List<Path> branches;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the checkpoint goes: a new or empty folder.")
  Path out;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      defaultValue = "2",
      description = "Experts of each token. Default: ${DEFAULT-VALUE}.")
  int topK;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Seed of the router. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    NewFolder.require(spec, "--out", out);
    MixtralUpcycle.write(out, branches, topK, seed);
    Screen.of(spec).result(out.toString());
    return 0;
  }
}
