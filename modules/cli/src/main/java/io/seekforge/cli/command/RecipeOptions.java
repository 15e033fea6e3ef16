package io.seekforge.cli.command;

import io.seekforge.api.recipe.Recipe;
import io.seekforge.cli.recipe.RecipeFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command that works on a recipe takes. */
final class RecipeOptions {
  @Parameters(index = "0", paramLabel = "RECIPE", description = "The recipe, a YAML file.")
  Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replaces one value of the recipe, for example --set train.lora.r=8. Repeats.")
  List<String> settings = new ArrayList<>();

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "Spark master: local[N] here, or yarn, k8s://… or spark://… through spark-submit."
              + " Default: local[*].")
  String master;

  Recipe recipe() {
    return RecipeFile.read(file, settings, System.getenv());
  }
}
