package io.seekforge.cli.command;

import io.seekforge.api.recipe.Recipe;
import io.seekforge.cli.check.RecipeCheck;
import io.seekforge.cli.recipe.RecipeFile;
import io.seekforge.cli.recipe.RecipePage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code check}: whether a recipe can run. */
@Command(
    name = "check",
    description = "Checks a recipe and all it names, without running anything.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RECIPE", arity = "0..1", description = "The recipe, a YAML file.")
  Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replaces one value of the recipe. Repeats.")
  List<String> settings = new ArrayList<>();

  @Option(names = "--keys", description = "Prints every recipe key with default and meaning.")
  boolean keys;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (keys) {
      spec.commandLine().getOut().print(RecipePage.markdown());
      spec.commandLine().getOut().flush();
      return 0;
    }
    if (file == null) {
      throw new ParameterException(spec.commandLine(), "Missing required parameter: 'RECIPE'");
    }
    Recipe recipe = RecipeFile.read(file, settings, System.getenv());
    Screen screen = Screen.of(spec);
    boolean good = true;
    for (RecipeCheck check : RecipeCheck.run(recipe)) {
      List<String> errors = check.errors();
      errors.forEach(error -> screen.result("error  " + error));
      if (errors.isEmpty()) {
        screen.result("ok     " + check.what());
      }
      good &= errors.isEmpty();
    }
    return good ? 0 : 1;
  }
}
