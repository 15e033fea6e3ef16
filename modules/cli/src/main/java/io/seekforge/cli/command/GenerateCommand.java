package io.seekforge.cli.command;

import io.seekforge.cli.generate.Prompts;
import io.seekforge.cli.generate.TextGenerator;
import io.seekforge.model.Precision;
import io.seekforge.model.checkpoint.LogitsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code generate}: continues prompts. */
@Command(
    name = "generate",
    description = "Continues prompts with a model, one line of JSON each: prompt, ids, text.",
    mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "Hugging Face checkpoint with tokenizer.json.")
  Path model;

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description = "PEFT adapter, or mixture of adapters, for it.")
  Path adapter;

  @ArgGroup(multiplicity = "1")
  Asked asked;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      defaultValue = "64",
      description = "Longest answer. Default: ${DEFAULT-VALUE}.")
  int maxNewTokens;

  @Option(names = "--greedy", description = "Always the likeliest token; else they are drawn.")
  boolean greedy;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1.0",
      description = "Divides the logits before drawing. Default: ${DEFAULT-VALUE}.")
  double temperature;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "1.0",
      description =
          "Draws from the likeliest tokens with this probability. Default: ${DEFAULT-VALUE}.")
  double topP;

  @Option(
      names = "--repetition-penalty",
      paramLabel = "R",
      defaultValue = "1.0",
      description =
          "Divides positive and multiplies negative logits of tokens that are already there, prompt"
              + " included; 1: none. Default: ${DEFAULT-VALUE}.")
  double repetitionPenalty;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Prompts that are continued together; the answers are the same. Default: ${DEFAULT-VALUE}.")
  int batch;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Seed of the draws. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--template",
      paramLabel = "NAME",
      description =
          "Puts each prompt as a user's turn into this template: plain, deepseek-llm, deepseek-v3,"
              + " chatml or alpaca. Default: prompts are taken as they are.")
  String template;

  @Option(
      names = "--dtype",
      paramLabel = "fp32|bf16|int8|nf4|fp8",
      converter = PrecisionConverter.class,
      defaultValue = "fp32",
      description = "Type of the weights in memory. Default: ${DEFAULT-VALUE}.")
  Precision precision;

  @Option(
      names = "--logits",
      paramLabel = "FILE.safetensors",
      description =
          "Also writes, for prompt i, input_ids.i [T] and logits.i [T, V] of prompt and answer:"
              + " to compare with another implementation.")
  Path logits;

  @Spec CommandSpec spec;

  /** One prompt or a file of them. */
  static final class Asked {
    @Option(names = "--prompt", required = true, paramLabel = "TEXT", description = "The prompt.")
    String prompt;

    @Option(
        names = "--prompts",
        required = true,
        paramLabel = "FILE.jsonl",
        description = "One JSON string, or object with prompt, a line.")
    Path prompts;
  }

  @Override
  public Integer call() {
    requireOne("--max-new-tokens", maxNewTokens);
    requireOne("--batch", batch);
    Screen screen = Screen.of(spec);
    List<String> prompts =
        asked.prompt != null ? List.of(asked.prompt) : Prompts.read(asked.prompts);
    TextGenerator.Choice choice =
        new TextGenerator.Choice(
            maxNewTokens, greedy ? 0 : temperature, topP, repetitionPenalty, seed);
    try (TextGenerator generator = TextGenerator.load(model, adapter, template, precision)) {
      LogitsFile file = new LogitsFile();
      for (int from = 0; from < prompts.size(); from += batch) {
        List<String> some = prompts.subList(from, Math.min(prompts.size(), from + batch));
        for (TextGenerator.Answer answer : generator.answers(some, choice, from)) {
          screen.result(answer.json());
          if (logits != null) {
            generator.logits(answer, file);
          }
        }
      }
      if (logits != null) {
        file.write(logits);
      }
    }
    return 0;
  }

  private void requireOne(String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          spec.commandLine(), "Invalid " + option + " " + value + ": at least 1");
    }
  }
}
