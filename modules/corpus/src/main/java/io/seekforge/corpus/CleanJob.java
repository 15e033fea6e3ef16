package io.seekforge.corpus;

import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.FilterSection;
import io.seekforge.api.recipe.Recipe;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Takes out repeated lines, repairs Unicode and white space, guesses missing languages, masks
 * personal data, applies a quality profile and what was learned from examples.
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

  /** Lists of the filters, and models of an earlier run. */
  @Override
  public List<String> dictionaries(Recipe recipe) {
    FilterSection filters = recipe.clean().filters();
    return Stream.of(
            filters.blockedDomainsFile(),
            filters.badWords(),
            filters.unigrams(),
            recipe.clean().quality().model(),
            recipe.clean().domains().model())
        .filter(file -> !file.isEmpty())
        .toList();
  }

  @Override
  public StageCounts run(SparkSession spark, Recipe recipe, StageFolder input, StageFolder output) {
    ContentFilters filters =
        ContentFilters.of(recipe.clean().filters(), spark.sparkContext().hadoopConfiguration());
    Dataset<Row> documents =
        new RepeatRule(recipe.clean().repeats())
            .located(DocumentTable.read(spark, input.documents()));
    CleanRule unlearned = new CleanRule(recipe.clean(), filters, LearnedRules.NONE);
    LearnedRules learned = LearnedRules.of(recipe.clean(), documents, unlearned, output);
    CleanRule rule = new CleanRule(recipe.clean(), filters, learned);
    if (recipe.clean().signals() || learned.any()) {
      SignalTable.write(documents, rule, output);
    }
    StageCounts counts = DocumentPass.run(spark, rule, documents, output);
    return new StageCounts(
        counts.total(), counts.kept(), counts.dropped(), counts.reasons(), learned.figures());
  }
}
