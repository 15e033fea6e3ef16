package io.seekforge.cli.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class ShippedRecipesTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().resolve("../..").normalize();

  @TestFactory
  Stream<DynamicTest> everyRecipeInConfLoads() throws IOException {
    return recipes().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> assertThat(RecipeFile.read(file, List.of(), Map.of())).isNotNull()));
  }

  @Test
  void thePageOfKeysIsFresh() throws IOException {
    assertThat(Files.readString(ROOT.resolve("docs/spec/recipe.md")))
        .as("docs/spec/recipe.md is stale: write it anew with seekforge check --keys")
        .isEqualTo(RecipePage.markdown());
  }

  private static List<Path> recipes() throws IOException {
    Path conf = ROOT.resolve("conf");
    if (!Files.isDirectory(conf)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(conf)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }
}
