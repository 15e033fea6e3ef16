package io.seekforge.cli.check;

import io.seekforge.api.recipe.Recipe;
import io.seekforge.cli.spark.HadoopSettings;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** One thing that a run needs. */
public interface RecipeCheck {
  /** What is checked, for a person. */
  String what();

  /** What is wrong, each in one line; empty if all is well. */
  List<String> errors();

  /** All checks of a recipe. */
  static List<RecipeCheck> all(Recipe recipe) {
    Configuration hadoop = HadoopSettings.configuration();
    return List.of(new PathsCheck(recipe, hadoop));
  }
}
