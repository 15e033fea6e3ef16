package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Cleans documents in another order and in so many partitions: the same bytes must come out. */
final class ShuffledClean {
  private ShuffledClean() {}

  /** Hashes of all files that the stage wrote. */
  static SortedMap<String, String> hashes(
      Recipe recipe, List<Document> documents, Path folder, int partitions) throws IOException {
    SparkSession spark = LocalSpark.session().newSession();
    spark.conf().set("spark.sql.shuffle.partitions", "" + partitions);
    spark.conf().set("spark.sql.adaptive.enabled", "" + (partitions != 7));
    List<Document> shuffled = new ArrayList<>(documents);
    Collections.shuffle(shuffled, new Random(partitions));
    List<Row> rows = shuffled.stream().map(DocumentTable::row).toList();
    Path input = folder.resolve("in-" + partitions);
    spark
        .createDataFrame(rows, DocumentTable.SCHEMA)
        .repartition(partitions)
        .write()
        .parquet(input.resolve("documents").toString());
    Path output = folder.resolve("" + partitions);
    new CleanJob()
        .run(spark, recipe, new StageFolder(input.toString()), new StageFolder(output.toString()));
    return CorpusChain.hashes(output);
  }
}
