package io.seekforge.training;

import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * One stage after the corpus: reads finished stages and writes a new one.
 *
 * <p>The same recipe and inputs give the same model, whatever the number of partitions, executors
 * or lost tasks.
 */
public interface TrainingJob {
  /** The stage. */
  StageName stage();

  /** Version of the job's code; raised whenever the output for the same input changes. */
  int version();

  /** The stages whose output the job reads. */
  List<StageName> inputs();

  /**
   * Files the job reads beside its inputs (base model, general texts); their content enters the
   * fingerprint.
   */
  List<String> dictionaries(Recipe recipe);

  /**
   * Whether a folder that a killed run left behind, without a manifest, is worth keeping: {@link
   * #run} then goes on from what it finds there. The runner deletes the leftovers of all other
   * stages before it starts them, but not those of a resumable one; the folder's name is the
   * fingerprint, so that only the same work is ever resumed.
   */
  default boolean resumable() {
    return false;
  }

  /**
   * Does the work. Writes everything of the stage but the manifest, which the caller writes last.
   *
   * @param output an empty folder, or the stage's own leftovers if it is resumable
   * @throws io.seekforge.api.SeekforgeException with one line for the user
   */
  StageCounts run(
      JavaSparkContext spark,
      Recipe recipe,
      StageInputs inputs,
      StageFolder output,
      Progress progress);
}
