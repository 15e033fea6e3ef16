package io.seekforge.corpus;

import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Takes out repeated lines, repairs Unicode and white space, guesses missing languages, masks
 * personal data and applies a quality profile.
 */
public final class CleanJob implements CorpusJob {
  @Override
  public StageName stage() {
    return StageName.CLEAN;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public StageCounts run(SparkSession spark, Recipe recipe, StageFolder input, StageFolder output) {
    ContentFilters filters =
        ContentFilters.of(recipe.clean().filters(), spark.sparkContext().hadoopConfiguration());
    CleanRule rule = new CleanRule(recipe.clean(), filters);
    Dataset<Row> documents =
        new RepeatRule(recipe.clean().repeats())
            .located(DocumentTable.read(spark, input.documents()));
    if (recipe.clean().signals()) {
      SignalTable.write(documents, rule, output);
    }
    return DocumentPass.run(spark, rule, documents, output);
  }
}
