package io.seekforge.corpus;

import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * One stage of the corpus: reads one immutable table version and writes a new one.
 *
 * <p>The same recipe and input give the same bytes, whatever the number of partitions, executors or
 * lost tasks.
 */
public interface CorpusJob {
  StageName stage();

  /** Version of the job's code; raised whenever the output for the same input changes. */
  int version();

  /**
   * Files the job reads beside its input (sources, glossaries, tokenizer); their content enters the
   * fingerprint.
   */
  default List<String> dictionaries(Recipe recipe) {
    return List.of();
  }

  /**
   * Does the work. Writes everything of the stage but the manifest, which the caller writes last.
   *
   * @param input output folder of the stage before; null for collect
   * @param output an empty folder
   * @throws io.seekforge.api.SeekforgeException with one line for the user
   */
  StageCounts run(SparkSession spark, Recipe recipe, StageFolder input, StageFolder output);
}
