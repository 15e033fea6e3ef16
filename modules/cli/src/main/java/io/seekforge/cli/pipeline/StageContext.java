package io.seekforge.cli.pipeline;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * What a stage is given.
 *
 * @param session starts Spark when it is first asked
 * @param recipe the whole recipe
 * @param inputs whole output folders of the stages named by {@link Stage#inputs}
 * @param output the stage's own folder: empty, or left by a run that died if the stage is resumable
 * @param workspace the recipe's workspace
 * @param progress where the stage tells how far it is
 */
public record StageContext(
    Supplier<SparkSession> session,
    Recipe recipe,
    Map<StageName, StageFolder> inputs,
    StageFolder output,
    Workspace workspace,
    Progress progress) {

  public SparkSession spark() {
    return session.get();
  }

  /** The output folder of an input stage. */
  public StageFolder input(StageName stage) {
    StageFolder folder = inputs.get(stage);
    if (folder == null) {
      throw new SeekforgeException("Cannot find the output of " + stage.word());
    }
    return folder;
  }
}
