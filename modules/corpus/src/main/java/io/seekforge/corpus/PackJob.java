package io.seekforge.corpus;

import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.corpus.pack.Packing;
import io.seekforge.text.tokenize.Tokenizer;
import java.nio.file.Path;
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
    return 3;
  }

  @Override
  public List<String> dictionaries(Recipe recipe) {
    return Tokenizer.files(Path.of(recipe.model().tokenizerPath())).stream()
        .map(Path::toString)
        .toList();
  }

  @Override
  public StageCounts run(SparkSession spark, Recipe recipe, StageFolder input, StageFolder output) {
    return new Packing(spark, recipe, output).run(DocumentTable.read(spark, input.documents()));
  }
}
