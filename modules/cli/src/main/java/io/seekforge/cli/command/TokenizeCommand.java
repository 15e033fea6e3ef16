package io.seekforge.cli.command;

import io.seekforge.text.tokenize.TokenizedLines;
import io.seekforge.text.tokenize.Tokenizer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tokenize}: token ids of a text file. */
@Command(
    name = "tokenize",
    description = "Prints one JSON array of token ids for each line of a UTF-8 text file.",
    mixinStandardHelpOptions = true)
final class TokenizeCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "Folder with tokenizer.json.")
  Path model;

  @Option(
      names = "--no-special-tokens",
      description =
          "Leaves out what the tokenizer puts around a text, as a begin-of-sequence token.")
  boolean bare;

  @Parameters(paramLabel = "FILE", description = "The text.")
  Path file;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (Tokenizer tokenizer = Tokenizer.load(model)) {
      TokenizedLines.write(tokenizer, file, !bare, out);
    }
    out.flush();
    return 0;
  }
}
