package io.seekforge.cli.command;

import io.seekforge.model.Precision;
import io.seekforge.model.parity.ParityCase;
import io.seekforge.model.parity.ParityResult;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code parity}: compares with what transformers and PEFT compute. */
@Command(
    name = "parity",
    description = "Compares logits, losses and gradients with those of transformers and PEFT.",
    footer = "Exit status 1 if any difference is above its tolerance.",
    mixinStandardHelpOptions = true)
final class ParityCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "CASE_DIR",
      arity = "1..*",
      description = "Folder with model/, adapter/, case.json and expected.safetensors.")
  List<Path> cases;

  @Option(
      names = "--dtype",
      paramLabel = "fp32|bf16",
      converter = PlainPrecisionConverter.class,
      defaultValue = "fp32",
      description = "Type of the frozen weights. Default: ${DEFAULT-VALUE}.")
  Precision precision;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Screen screen = Screen.of(spec);
    boolean passed = true;
    for (Path folder : cases) {
      ParityResult result = ParityCase.run(folder, precision);
      result.toString().lines().forEach(screen::result);
      passed &= result.passed();
    }
    return passed ? 0 : 1;
  }
}
