package io.seekforge.cli.command;

import io.seekforge.model.checkpoint.DeltaCheckpoint;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.model.checkpoint.MergedCheckpoint;
import io.seekforge.model.checkpoint.MergedMixture;
import io.seekforge.model.checkpoint.MixtureAdapter;
import io.seekforge.model.checkpoint.PeftAdapter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code merge}: an adapter, a mixture of adapters or changed tensors folded into the base. */
@Command(
    name = "merge",
    description =
        "Folds a PEFT adapter, or changed tensors, into the base model: a Hugging Face checkpoint.",
    footer =
        "The checkpoint has the base's types and shards; of a mixture of adapters it is a Mixtral"
            + " checkpoint. Tokenizer files are copied.",
    mixinStandardHelpOptions = true)
final class MergeCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the base model.")
  Path model;

  @ArgGroup(multiplicity = "1")
  Change change;

  /** What goes into the base. */
  static final class Change {
    @Option(
        names = "--adapter",
        paramLabel = "DIR",
        description =
            "Folder with adapter_config.json and adapter_model.safetensors; a mixture's too.")
    Path adapter;

    @Option(
        names = "--delta",
        paramLabel = "DIR",
        description = "Folder with delta.safetensors: tensors that train.method experts changed.")
    Path delta;
  }

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the checkpoint goes: a new or empty folder.")
  Path out;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    NewFolder.require(spec, "--out", out);
    if (change.delta != null) {
      DeltaCheckpoint.read(change.delta).merge(model, out);
    } else if (MixtureAdapter.isIn(change.adapter)) {
      MergedMixture.write(model, MixtureAdapter.read(change.adapter), out);
    } else {
      PeftAdapter adapter = PeftAdapter.read(change.adapter, HfConfig.read(model));
      MergedCheckpoint.write(model, adapter, out);
    }
    Screen.of(spec).result(out.toString());
    return 0;
  }
}
