package io.seekforge.cli.command;

import io.seekforge.api.PackedSequence;
import io.seekforge.cli.spark.HadoopSettings;
import io.seekforge.model.CausalModel;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.Precision;
import io.seekforge.model.bench.TrainBenchmark;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.model.experts.ExpertConfig;
import io.seekforge.training.shard.ShardReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench-train}: speed and memory of training steps. */
@Command(
    name = "bench-train",
    description = "Times training steps, LoRA or chosen experts.",
    footer =
        "Prints tokens/s of the best and the median step, the peak memory of the process, and what"
            + " share of the step the products of the frozen weights alone would take.",
    mixinStandardHelpOptions = true)
final class BenchTrainCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  Source source;

  /** The model. */
  static final class Source {
    @Option(
        names = "--model",
        required = true,
        paramLabel = "DIR",
        description = "Folder of a checkpoint, mapped where its type fits.")
    Path checkpoint;

    @Option(
        names = "--config",
        required = true,
        paramLabel = "DIR",
        description = "Folder with a Hugging Face config.json: random weights, in memory.")
    Path config;

    ModelConfig shape() {
      return HfConfig.read(checkpoint == null ? config : checkpoint);
    }

    CausalModel open(ModelConfig shape, Precision precision) {
      return checkpoint == null
          ? CausalModel.random(shape, 1, precision)
          : CausalModel.load(checkpoint, precision);
    }
  }

  @Option(
      names = "--dtype",
      required = true,
      paramLabel = "fp32|bf16|int8|nf4|fp8",
      converter = PrecisionConverter.class,
      description = "Type of the frozen weights.")
  Precision precision;

  @ArgGroup(multiplicity = "1")
  Input input;

  /** What is trained on. */
  static final class Input {
    @Option(
        names = "--seq",
        required = true,
        paramLabel = "N",
        description = "Random tokens, so many in a sequence: at least 2.")
    int sequenceLength;

    @Option(
        names = "--shards",
        required = true,
        paramLabel = "DIR",
        description = "The packed sequences of a folder, such as shards/train of the stage pack.")
    Path shards;
  }

  @Option(
      names = "--batch",
      required = true,
      paramLabel = "N",
      description = "Sequences in a step; with more threads than these, threads share one.")
  int batch;

  @Option(names = "--steps", required = true, paramLabel = "N", description = "Steps that count.")
  int steps;

  @ArgGroup(multiplicity = "1")
  Trained trained;

  /** What is trained. */
  static final class Trained {
    @Option(names = "--rank", required = true, paramLabel = "N", description = "LoRA rank.")
    int rank;

    @Option(
        names = "--experts",
        required = true,
        paramLabel = "P",
        description =
            "Train the experts, themselves, that the sequences use until their token scores add up to P.")
    double share;
  }

  @Option(
      names = "--targets",
      paramLabel = "NAME",
      split = ",",
      defaultValue = LoraConfig.ALL_LINEAR,
      description = "Modules with an adapter, as in PEFT. Default: ${DEFAULT-VALUE}.")
  List<String> targets;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that share the batch. Default: all cores.")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--recompute",
      description = "Compute the inside of each layer once more in the backward, for less memory.")
  boolean recompute;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (input.shards == null) {
      atLeast("--seq", input.sequenceLength, 2);
    }
    atLeast("--batch", batch, 1);
    atLeast("--steps", steps, 1);
    if (trained.share == 0) {
      atLeast("--rank", trained.rank, 1);
    }
    atLeast("--threads", threads, 1);
    ModelConfig shape = source.shape();
    if (trained.share != 0) {
      ExpertConfig.requireExperts("bench-train --experts", shape);
    }
    LoraConfig lora =
        trained.share == 0
            ? new LoraConfig(trained.rank, 2 * trained.rank, 0, false, targets)
            : null;
    List<PackedSequence> sequences =
        input.shards == null
            ? TrainBenchmark.randomSequences(shape, input.sequenceLength, batch)
            : ShardReader.readFolder(input.shards.toString(), HadoopSettings.configuration());
    TrainBenchmark benchmark =
        new TrainBenchmark(
            () -> source.open(shape, precision),
            shape,
            precision,
            sequences,
            batch,
            steps,
            lora,
            trained.share,
            threads,
            recompute);
    Screen.of(spec).result(benchmark.run().toString());
    return 0;
  }

  private void atLeast(String option, int value, int least) {
    if (value < least) {
      throw new ParameterException(
          spec.commandLine(), "Invalid %s %d: at least %d".formatted(option, value, least));
    }
  }
}
