package io.seekforge.corpus;

import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.corpus.pack.Packing;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Tokenizes documents, packs them best-fit and writes one shard per logical replica. */
public final class PackJob implements CorpusJob {
  @Override
  public StageName stage() {
    return StageName.PACK;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> dictionaries(Recipe recipe) {
    String folder = recipe.model().tokenizerPath();
    return List.of(folder + "/tokenizer.json", folder + "/tokenizer_config.json");
  }

  @Override
  public StageCounts run(SparkSession spark, Recipe recipe, StageFolder input, StageFolder output) {
    return new Packing(spark, recipe, output).run(DocumentTable.read(spark, input.documents()));
  }
}
