package io.seekforge.cli.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.seekforge.api.recipe.Recipe;
import io.seekforge.cli.recipe.RecipeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecipeCheckTest {
  private static final Path SHARED = Path.of("../../../shared").toAbsolutePath().normalize();
  private static final Path BASE = SHARED.resolve("models/stories260K");

  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void copyModel() throws IOException {
    assumeTrue(Files.isDirectory(BASE), "no ../shared/models/stories260K beside the repository");
    model = Files.createDirectory(folder.resolve("model"));
    for (String name :
        List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      Files.copy(BASE.resolve(name), model.resolve(name));
    }
  }

  @Test
  void aWholeModelPasses() throws IOException {
    assertThat(errors()).isEmpty();
  }

  @Test
  void truncatedWeightsAreFound() throws IOException {
    Path weights = model.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, java.util.Arrays.copyOf(bytes, bytes.length - 1000));
    assertThat(errors()).singleElement().asString().contains("model.safetensors").hasLineCount(1);
  }

  @Test
  void missingWeightsAreFound() throws IOException {
    Files.delete(model.resolve("model.safetensors"));
    assertThat(errors()).singleElement().asString().contains("model.safetensors");
  }

  @Test
  void aTokenizerLargerThanTheVocabularyIsFound() throws IOException {
    Path other = SHARED.resolve("models/deepseek-llm-tokenizer");
    assertThat(errors("model.tokenizer=" + other))
        .singleElement()
        .asString()
        .contains("largest token id is 100014", "512 rows");
  }

  @Test
  void wrongTargetsLengthsAndPathsAreFound() throws IOException {
    assertThat(errors("train.lora.targets=[c_attn]")).singleElement().asString().contains("c_attn");
    assertThat(errors("pack.sequence-length=4096"))
        .containsExactly(
            "Invalid pack.sequence-length: 4096 (the model %s was made for at most 512 tokens)"
                .formatted(model));
    assertThat(errors("normalize.glossaries=[{path: none.csv}]"))
        .singleElement()
        .asString()
        .startsWith("Cannot find normalize.glossaries[0].path: none.csv (no such file");
    String filters = "{blocked-domains-file: a.txt, bad-words: b.txt, unigrams: c.csv}";
    assertThat(errors("clean.filters=" + filters))
        .extracting(error -> error.substring(0, error.indexOf(" (no such file")))
        .containsExactly(
            "Cannot find clean.filters.blocked-domains-file: a.txt",
            "Cannot find clean.filters.bad-words: b.txt",
            "Cannot find clean.filters.unigrams: c.csv");
  }

  @Test
  void aSourceWithoutADomainIsNamed() throws IOException {
    assertThat(errors("pack.domains={other: law}"))
        .singleElement()
        .asString()
        .startsWith("Invalid pack.domains: source ")
        .endsWith("has no domain; name one for every source, or none");
  }

  @Test
  void aMixtureNeedsDomainsForItsExperts() throws IOException {
    assertThat(errors("train.method=mixture", "pack.domains={a: law}"))
        .containsExactly(
            "Cannot train a mixture of 1 domains: name the domain of each source in pack.domains,"
                + " two or more of them");
    assertThat(errors("train.method=mixture", "pack.domains={a: law, b: tax}")).isEmpty();
    assertThat(
            errors(
                "train.method=mixture", "pack.domains={a: law, b: tax}", "train.mixture.top-k=3"))
        .containsExactly(
            "Invalid mixture of 2 experts, 3 for each token: at least 1, and no more than there"
                + " are");
  }

  @Test
  void quantisedWeightsAreForAdapters() throws IOException {
    assertThat(errors("model.precision=nf4")).isEmpty();
    assertThat(errors("model.precision=nf4", "train.method=full"))
        .containsExactly(
            "Cannot train weights with model.precision nf4: take fp32 or bf16, or an adapter"
                + " (train.method: lora)");
    assertThat(errors(RecipeCheck.pretrain(recipe("model.precision=int8"))))
        .singleElement()
        .asString()
        .contains("model.precision int8");
  }

  @Test
  void pretrainNeedsNoWeights() throws IOException {
    Files.delete(model.resolve("model.safetensors"));
    assertThat(errors(RecipeCheck.pretrain(recipe()))).isEmpty();
  }

  private List<String> errors(String... settings) throws IOException {
    return errors(RecipeCheck.run(recipe(settings)));
  }

  private static List<String> errors(List<RecipeCheck> checks) {
    return checks.stream().flatMap(check -> check.errors().stream()).toList();
  }

  private Recipe recipe(String... settings) throws IOException {
    Path file = folder.resolve("r.yaml");
    Files.writeString(
        file,
        "name: a\nmodel: {path: %s}\ncollect: {sources: [{name: a, path: %s}]}\n"
            .formatted(model, folder));
    return RecipeFile.read(file, Stream.of(settings).toList(), Map.of());
  }
}
