package io.seekforge.cli.command;

import io.seekforge.model.Precision;
import io.seekforge.model.bench.GenerateBenchmark;
import io.seekforge.model.checkpoint.HfConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench-generate}: speed of generation. */
@Command(
    name = "bench-generate",
    description = "Times greedy generation by a model with random weights.",
    footer = "Prints new tokens/s of the best and the median run, reading of the prompts included.",
    mixinStandardHelpOptions = true)
final class BenchGenerateCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "DIR",
      description = "Folder with a Hugging Face config.json.")
  Path config;

  @Option(
      names = "--dtype",
      required = true,
      paramLabel = "fp32|bf16|int8|nf4|fp8",
      converter = PrecisionConverter.class,
      description = "Type of the weights.")
  Precision precision;

  @Option(
      names = "--prompt-tokens",
      paramLabel = "N",
      defaultValue = "32",
      description = "Tokens of a prompt. Default: ${DEFAULT-VALUE}.")
  int promptTokens;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      defaultValue = "64",
      description = "Tokens added to each. Default: ${DEFAULT-VALUE}.")
  int newTokens;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1",
      description = "Prompts that grow together. Default: ${DEFAULT-VALUE}.")
  int batch;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "5",
      description = "Runs that count. Default: ${DEFAULT-VALUE}.")
  int runs;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that share a pass. Default: all cores.")
  int threads = Runtime.getRuntime().availableProcessors();

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    GenerateBenchmark benchmark =
        new GenerateBenchmark(
            HfConfig.read(config), precision, promptTokens, newTokens, batch, runs, threads);
    Screen.of(spec).result(benchmark.run().toString());
    return 0;
  }
}
