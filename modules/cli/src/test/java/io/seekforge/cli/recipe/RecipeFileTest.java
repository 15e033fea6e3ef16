package io.seekforge.cli.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.Recipe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecipeFileTest {
  private static final String SMALL =
      """
      name: small
      model:
        path: models/base
      collect:
        sources:
          - name: cases
            path: raw/cases.jsonl
      """;

  @TempDir Path folder;

  @Test
  void missingKeysTakeTheirDefaults() throws IOException {
    Recipe recipe = read(SMALL);
    assertThat(recipe.seed()).isEqualTo(42);
    assertThat(recipe.workspace()).isEqualTo("work");
    assertThat(recipe.train().lora().targets()).containsExactly("all-linear");
    assertThat(recipe.train().learningRate()).isEqualTo(2.0e-4);
    assertThat(recipe.train().lora().rslora()).isFalse();
    assertThat(recipe.normalize().glossaries()).isEmpty();
    assertThat(recipe.collect().sources().get(0).fields()).isEmpty();
  }

  @Test
  void everyTypeIsBound() throws IOException {
    Recipe recipe =
        read(
            SMALL
                + """
                      fields: {prompt: q, completion: "a b"}
                      require: [prompt, completion]
                      license: null
                  max-record-bytes: 3000000000
                clean:
                split: {valid: .25, test: 1e-1}
                export: {merged: true}
                train:
                  lora:
                    r: 8
                """);
    assertThat(recipe.collect().sources().get(0).fields())
        .containsExactlyInAnyOrderEntriesOf(Map.of("prompt", "q", "completion", "a b"));
    assertThat(recipe.collect().sources().get(0).require()).containsExactly("prompt", "completion");
    assertThat(recipe.collect().sources().get(0).license()).isEmpty();
    assertThat(recipe.collect().maxRecordBytes()).isEqualTo(3_000_000_000L);
    assertThat(recipe.split().valid()).isEqualTo(0.25);
    assertThat(recipe.split().test()).isEqualTo(0.1);
    assertThat(recipe.export().merged()).isTrue();
    assertThat(recipe.train().lora().r()).isEqualTo(8);
  }

  @Test
  void textIsKeptAsWritten() throws IOException {
    assertThat(read(SMALL.replace("name: small", "name: 1.10")).name()).isEqualTo("1.10");
  }

  @Test
  void unknownKeysSuggestTheNearest() {
    assertRefused(
        SMALL + "trian:\n  epochs: 2\n", "r.yaml:8:1: Unknown key trian: did you mean train?");
    assertRefused(
        SMALL + "train:\n  learning_rate: 2\n",
        "r.yaml:9:3: Unknown key train.learning_rate: did you mean train.learning-rate?");
    assertRefused(
        SMALL + "train:\n  maxGradNorm: 2\n",
        "r.yaml:9:3: Unknown key train.maxGradNorm: did you mean train.max-grad-norm?");
    assertRefused(
        SMALL + "train:\n  sequence-length: 2\n",
        "r.yaml:9:3: Unknown key train.sequence-length: did you mean pack.sequence-length?");
    assertRefused(
        SMALL + "export: {zebra: 2}\n",
        "r.yaml:8:10: Unknown key export.zebra (known keys: merged)");
  }

  @Test
  void everyErrorNamesPlaceKeyAndValue() {
    assertRefused(
        SMALL + "train:\n  epochs: many\n",
        "r.yaml:9:11: Invalid train.epochs: \"many\" (expected a number)");
    assertRefused(
        SMALL + "train:\n  max-steps: 1.5\n",
        "r.yaml:9:14: Invalid train.max-steps: \"1.5\" (expected a whole number)");
    assertRefused(
        SMALL + "train:\n  max-steps: 99999999999\n",
        "r.yaml:9:14: Invalid train.max-steps: \"99999999999\" (expected a whole number from"
            + " -2147483648 to 2147483647)");
    assertRefused(
        SMALL + "train:\n  epochs: .nan\n",
        "r.yaml:9:11: Invalid train.epochs: \".nan\" (expected a number)");
    assertRefused(
        SMALL + "export:\n  merged: yes\n",
        "r.yaml:9:11: Invalid export.merged: \"yes\" (expected true or false)");
    assertRefused(
        SMALL + "clean: fast\n",
        "r.yaml:8:8: Invalid clean: \"fast\" (a section of keys is expected)");
    assertRefused(
        SMALL + "train:\n  lora:\n    targets: q_proj\n",
        "r.yaml:10:14: Invalid train.lora.targets: \"q_proj\" (write a list: [a, b])");
    assertRefused(
        SMALL.replace("models/base", "[a]"),
        "r.yaml:3:9: Invalid model.path: a list (one value is expected)");
  }

  @Test
  void valuesOutOfRangeAreReportedAtTheirKey() {
    assertRefused(
        SMALL + "split:\n  test: 0.1\n  valid: 1.5\n",
        "r.yaml:10:10: Invalid split.valid: 1.5 (must be between 0 and 1)");
    assertRefused(
        SMALL + "clean:\n  quality:\n    held-out: 0.6\n",
        "r.yaml:10:15: Invalid clean.quality.held-out: 0.6 (must be at most 0.5)");
    assertRefused(
        SMALL + "clean:\n  domains:\n    held-out: 0.01\n",
        "r.yaml:10:15: Invalid clean.domains.held-out: 0.01 (must be at least 0.05)");
    assertRefused(
        SMALL + "augment:\n  translator: openai\n",
        "r.yaml:9:3: augment: Invalid endpoint: \"\" (must be an http or https URL)");
    assertRefused(
        SMALL.replace("raw/cases.jsonl", "raw/cases.jsonl\n      encoding: GB99"),
        "r.yaml:8:17: Invalid collect.sources[0].encoding: \"GB99\" (no such character set)");
  }

  @Test
  void requiredKeysAreMissed() {
    assertRefused(
        "model: {path: m}\ncollect: {sources: [{name: a, path: b}]}\n",
        "r.yaml:1:1: Missing name: Name of the run; letters, digits, dash, dot and underscore; a"
            + " folder of the workspace.");
    assertRefused(
        SMALL.replace("path: models/base", "path:"),
        "r.yaml:3:3: Missing model.path: Folder of a Hugging Face checkpoint: config.json,"
            + " *.safetensors, tokenizer.json. For pretrain: where the new checkpoint goes.");
  }

  @Test
  void duplicateKeysAndBrokenYamlAreRefused() {
    assertRefused(
        SMALL + "name: other\n", "r.yaml:8:1: Invalid key name: it stands at r.yaml:1:1 already");
    assertRefused(
        SMALL + "---\nname: b\n",
        "r.yaml:9:1: Invalid recipe: a second YAML document (remove the ---)");
    assertRefused("a: &a [*a]\n", "r.yaml:1:4: Invalid YAML: an alias refers to what it stands in");
    assertThatThrownBy(() -> read("name: [a\nb: c"))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageMatching("r\\.yaml:\\d+:\\d+: Invalid YAML: .*")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aTowerOfAliasesStaysSmall() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 60; i++) {
      text.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
    }
    assertThatThrownBy(() -> read(text.toString()))
        .hasMessage(
            "r.yaml: Invalid YAML: Number of aliases for non-scalar nodes exceeds the specified"
                + " max=50");
  }

  @Test
  void environmentVariablesStandInPathsOnly() throws IOException {
    String text =
        SMALL.replace("models/base", "${MODELS}/${BASE:-tiny}")
            + "report:\n  title: \"${MODELS}\"\nworkspace: ${EMPTY:-w}\n";
    Recipe recipe = read(text, List.of(), Map.of("MODELS", "/m", "EMPTY", ""));
    assertThat(recipe.model().path()).isEqualTo("/m/tiny");
    assertThat(recipe.workspace()).isEqualTo("w");
    assertThat(recipe.report().title()).isEqualTo("${MODELS}");
    assertRefused(
        text,
        "r.yaml:3:9: Invalid model.path: the environment variable MODELS is not set (set it, or"
            + " write ${MODELS:-default})");
    assertRefused(
        SMALL.replace("models/base", "\"${A b}/x\""),
        "r.yaml:3:9: Invalid model.path: \"${A b}/x\" (write ${NAME} or ${NAME:-default})");
  }

  @Test
  void settingsReplaceAndAddValues() throws IOException {
    Recipe recipe =
        read(
            SMALL,
            List.of(
                "train.lora.r=4",
                "collect.sources[0].path=a=b",
                "train.lora.targets=[q_proj, v_proj]",
                "name=42",
                "collect.sources[0].fields={text: body}",
                "train.lora.r=6"),
            Map.of());
    assertThat(recipe.train().lora().r()).isEqualTo(6);
    assertThat(recipe.collect().sources().get(0).path()).isEqualTo("a=b");
    assertThat(recipe.train().lora().targets()).containsExactly("q_proj", "v_proj");
    assertThat(recipe.name()).isEqualTo("42");
    assertThat(recipe.collect().sources().get(0).fields()).containsEntry("text", "body");
  }

  @Test
  void settingsGoThroughTheSameChecks() {
    assertSetRefused(
        "train.epocs=2",
        "--set train.epocs=2: Unknown key train.epocs: did you mean train.epochs?");
    assertSetRefused(
        "train.epochs=two",
        "--set train.epochs=two: Invalid train.epochs: \"two\" (expected a number)");
    assertSetRefused(
        "collect.sources[1].path=a",
        "--set collect.sources[1].path=a: Cannot set item 1: collect.sources has 1 items (from 0)");
    assertSetRefused("name.first=a", "--set name.first=a: Cannot set first: name is \"small\"");
    assertSetRefused(
        "epochs", "Invalid --set \"epochs\": expected key=value, for example train.epochs=2");
    assertSetRefused(
        "a..b=1",
        "Invalid --set \"a..b=1\": expected a key like train.lora.r or collect.sources[0].path"
            + " before the =");
  }

  @Test
  void whatTheShuffleCannotDoIsRefused() {
    String shuffle = SMALL + "train:\n  exchange: {by: shuffle}\n";
    assertRefused(
        shuffle + "  method: mixture\n",
        "r.yaml:9:3: train: Invalid exchange.by: \"shuffle\" with method mixture (take by: driver)");
    assertRefused(
        shuffle + "  local-steps: 4\n",
        "r.yaml:9:3: train: Invalid exchange.by: \"shuffle\" with local-steps 4");
  }

  @Test
  void unreadableFilesAreOneLine() throws IOException {
    assertThatThrownBy(() -> RecipeFile.read(folder.resolve("none.yaml"), List.of(), Map.of()))
        .hasMessage("Cannot read recipe " + folder.resolve("none.yaml") + ": no such file");
    assertThatThrownBy(() -> RecipeFile.read(folder, List.of(), Map.of()))
        .hasMessage("Cannot read recipe " + folder + ": it is a folder");
    Path bytes = folder.resolve("latin.yaml");
    Files.write(bytes, "name: é".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> RecipeFile.read(bytes, List.of(), Map.of()))
        .hasMessage("Cannot read recipe " + bytes + ": not UTF-8");
    assertRefused("", "r.yaml: Missing name: ");
  }

  private void assertRefused(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageStartingWith(message);
  }

  private void assertSetRefused(String setting, String message) {
    assertThatThrownBy(() -> read(SMALL, List.of(setting), Map.of()))
        .isInstanceOf(SeekforgeException.class)
        .hasMessage(message);
  }

  private Recipe read(String text) throws IOException {
    return read(text, List.of(), Map.of());
  }

  private Recipe read(String text, List<String> settings, Map<String, String> environment)
      throws IOException {
    Path file = folder.resolve("r.yaml");
    Files.writeString(file, text);
    try {
      return RecipeFile.read(file, settings, environment);
    } catch (SeekforgeException e) {
      throw new SeekforgeException(e.getMessage().replace(folder + "/", ""), e);
    }
  }
}
