package io.seekforge.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.StageName;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CommandsTest {
  /** A config.json of a model_type. */
  private static final String CONFIG =
      """
      {"model_type": "%s", "vocab_size": 20, "hidden_size": 8, "intermediate_size": 12,
       "num_hidden_layers": 1, "num_attention_heads": 2, "max_position_embeddings": 16}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyCommandHasHelp() {
    for (String name : Commands.line().getSubcommands().keySet()) {
      assertThat(execute(name, "--help")).as(name).isZero();
      assertThat(out.toString()).contains("Usage: seekforge " + name);
    }
    assertThat(Commands.line().getSubcommands())
        .containsKeys(
            "run",
            "check",
            "pretrain",
            "generate",
            "tokenize",
            "parity",
            "bench-train",
            "bench-generate",
            "merge",
            "experts",
            "upcycle")
        .containsKey("make-model");
    for (StageName stage : StageName.values()) {
      assertThat(Commands.line().getSubcommands()).containsKey(stage.word());
    }
  }

  @Test
  void wrongUseExitsWithTwoAndOneLine() {
    assertWrong("seekforge: Missing COMMAND (see seekforge --help)");
    assertWrong("seekforge: Unknown argument 'evaluat'; did you mean evaluate", "evaluat");
    assertWrong("seekforge: Missing required parameter: 'RECIPE' (see seekforge run", "run");
    assertWrong(
        "seekforge: Invalid value for option '--from': \"x\" is no stage",
        "run",
        "r",
        "--from",
        "x");
    assertWrong(
        "seekforge: Invalid range: train comes after clean (see seekforge run --help)",
        "run",
        "r.yaml",
        "--from=train",
        "--to=clean");
    assertWrong("seekforge: Missing required parameter: 'RECIPE'", "check");
    assertWrong(
        "seekforge: Invalid --seq 1: at least 2 (see seekforge bench-train --help)",
        "bench-train",
        "--config=c",
        "--dtype=fp32",
        "--seq=1",
        "--batch=1",
        "--steps=1",
        "--rank=1");
    assertWrong("seekforge: Missing required option: '--model=DIR'", "tokenize", "a.txt");
    assertWrong("seekforge: Missing required parameter: 'CASE_DIR'", "parity");
    assertWrong(
        "seekforge: Invalid value for option '--dtype': \"fp8\" (one of fp32, bf16)",
        "parity",
        "a",
        "--dtype",
        "fp8");
    assertWrong(
        "seekforge: Invalid value for option '--dtype': \"int4\""
            + " (one of fp32, bf16, int8, nf4, fp8)",
        "generate",
        "--model=m",
        "--prompt=a",
        "--dtype=int4");
    assertWrong("seekforge: Missing required option: '--config=DIR'", "make-model", "--out=b");
    assertWrong(
        "seekforge: Invalid value for option '--dtype': \"nf4\" (one of fp32, bf16)",
        "make-model",
        "--config=a",
        "--out=b",
        "--dtype=nf4");
    assertWrong(
        "seekforge: Invalid --config a: no such folder (see seekforge make-model --help)",
        "make-model",
        "--config=a",
        "--out=b");
    assertWrong(
        "seekforge: --prompt=TEXT, --prompts=FILE.jsonl are mutually exclusive",
        "generate",
        "--model",
        "m",
        "--prompt",
        "a",
        "--prompts",
        "b");
  }

  @Test
  void makeModelWritesWhereNothingIsLost(@TempDir Path folder) throws IOException {
    Path config = folder.resolve("config.json");
    Path out = folder.resolve("out");
    String[] arguments = {"make-model", "--config=" + folder, "--out=" + out, "--seed=3"};
    Files.writeString(config, CONFIG.formatted("gpt2"));
    assertThat(execute(arguments)).isEqualTo(1);
    assertThat(err.toString()).contains("model_type \"gpt2\" is not supported").hasLineCount(1);
    assertThat(out).doesNotExist();
    Files.writeString(config, CONFIG.formatted("llama"));
    assertThat(execute(arguments)).isZero();
    assertThat(out.resolve("model.safetensors")).exists();
    assertWrong(
        "seekforge: Invalid --out " + out + ": it is there already and not empty", arguments);
    assertWrong(
        "seekforge: Invalid --out " + folder + ": it is there already and not empty",
        "make-model",
        "--config=" + folder,
        "--out=" + folder);
  }

  @Test
  void trainingIsTimedOnACheckpointOrItsShape(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("config.json"), CONFIG.formatted("llama"));
    Path model = folder.resolve("model");
    assertThat(execute("make-model", "--config=" + folder, "--out=" + model)).isZero();
    for (String source : new String[] {"--model=" + model, "--config=" + folder}) {
      assertThat(benchTrain(source)).isZero();
      assertThat(out.toString()).contains("tokens/s best ").contains("peak memory ");
    }
    assertThat(benchTrain("--model=" + folder)).isEqualTo(1);
    assertThat(err.toString()).contains("model.safetensors").hasLineCount(1);
  }

  private int benchTrain(String source) {
    return execute(
        "bench-train", source, "--dtype=fp32", "--seq=4", "--batch=1", "--steps=1", "--rank=2");
  }

  @Test
  void failuresExitWithOneAndOneLine(@TempDir Path folder) throws IOException {
    Path recipe = folder.resolve("r.yaml");
    Files.writeString(recipe, "nam: a\n");
    assertThat(execute("run", recipe.toString())).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("seekforge: " + recipe + ":1:1: Unknown key nam: did you mean name?\n");
    assertThat(execute("--debug", "run", recipe.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("SeekforgeException").contains("\tat ");
    assertThat(execute("run", recipe.toString(), "--debug")).isEqualTo(1);
    assertThat(err.toString()).contains("\tat ");
  }

  @Test
  void aMissingSourceStopsBeforeAnythingIsMade(@TempDir Path folder) throws IOException {
    Path recipe = folder.resolve("r.yaml");
    Files.writeString(
        recipe,
        """
        name: a
        workspace: %s/work
        model: {path: %s}
        collect: {sources: [{name: a, path: %s/nothing}]}
        """
            .formatted(folder, folder, folder));
    assertThat(execute("run", recipe.toString())).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("seekforge: Cannot find collect.sources[0].path: " + folder + "/nothing (no")
        .hasLineCount(1);
    assertThat(folder.resolve("work")).doesNotExist();
    assertThat(execute("check", recipe.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("error  Cannot find collect.sources[0].path");
  }

  private void assertWrong(String start, String... arguments) {
    assertThat(execute(arguments)).isEqualTo(2);
    assertThat(err.toString()).startsWith(start).hasLineCount(1);
  }

  private int execute(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line = Commands.line();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }
}
