package io.seekforge.cli.pipeline;

import io.seekforge.api.StageCounts;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import java.util.List;

/** One stage as the runner sees it. */
public interface Stage {
  StageName name();

  /** Version of the stage's code; raised whenever its output for the same input changes. */
  int version();

  /** The stages whose output this one reads. */
  List<StageName> inputs();

  /**
   * Files read beside the inputs: paths, folders or globs; their content enters the fingerprint.
   */
  List<String> dictionaries(Recipe recipe);

  /** Whether a folder without manifest can be continued (and so is not deleted). */
  default boolean resumable() {
    return false;
  }

  /**
   * Does the work; writes everything but the manifest.
   *
   * @throws io.seekforge.api.SeekforgeException with one line for the user
   */
  StageCounts run(StageContext context);
}
