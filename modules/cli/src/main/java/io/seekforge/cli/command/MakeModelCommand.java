package io.seekforge.cli.command;

import io.seekforge.model.Precision;
import io.seekforge.model.checkpoint.Dtype;
import io.seekforge.model.checkpoint.RandomCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code make-model}: a checkpoint of random weights. */
@Command(
    name = "make-model",
    description = "Writes a Hugging Face checkpoint with random weights.",
    footer =
        "The same shape, type and seed give the same bytes. Tokenizer files beside config.json are"
            + " copied.",
    mixinStandardHelpOptions = true)
final class MakeModelCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "DIR",
      description =
          "Folder with the config.json of a Llama, Mixtral, Qwen2, Qwen3 or DeepSeek-V2/V3 model.")
  Path config;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the checkpoint goes: a new or empty folder.")
  Path out;

  @Option(
      names = "--dtype",
      paramLabel = "fp32|bf16",
      converter = PlainPrecisionConverter.class,
      defaultValue = "bf16",
      description = "Type of the weights. Default: ${DEFAULT-VALUE}.")
  Precision precision;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Seed of the weights. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (!Files.isDirectory(config)) {
      throw new ParameterException(
          spec.commandLine(), "Invalid --config " + config + ": no such folder");
    }
    NewFolder.require(spec, "--out", out);
    Dtype dtype = precision == Precision.BF16 ? Dtype.BF16 : Dtype.F32;
    RandomCheckpoint.write(out, config, dtype, seed);
    Screen.of(spec).result(out.toString());
    return 0;
  }
}
