package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;

import io.seekforge.api.LedgerEntry;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.DecontaminateSection;
import io.seekforge.api.recipe.Recipe;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Drops training documents that hold too much of a validation or test document: the share of the
 * evaluation document's n-grams that stand in one training document. The measure looks from the
 * evaluation document's side, so that a long lecture that quotes one whole case is found, while
 * documents that share a form of words with many others are not.
 */
public final class DecontaminateJob implements CorpusJob {
  private static final String STAGE = StageName.DECONTAMINATE.word();
  private static final String TRAIN = "train";

  @Override
  public StageName stage() {
    return StageName.DECONTAMINATE;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public StageCounts run(SparkSession spark, Recipe recipe, StageFolder input, StageFolder output) {
    Dataset<Row> documents = DocumentTable.read(spark, input.documents());
    Dataset<Row> hits =
        hits(documents, recipe.decontaminate()).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long total = documents.count();
      long kept =
          DocumentTable.write(
              documents.join(
                  hits.select(GramTable.TRAIN_ID),
                  documents.col(DocumentTable.ID).equalTo(col(GramTable.TRAIN_ID)),
                  "left_anti"),
              output.documents());
      LedgerTable.write(ledger(hits, recipe.decontaminate()), output.ledger());
      SortedMap<String, Double> figures = new TreeMap<>();
      figures.put(
          "evaluation_documents",
          (double) documents.where(col(DocumentTable.SPLIT).notEqual(TRAIN)).count());
      return new StageCounts(
          total, kept, total - kept, LedgerTable.reasons(spark, output.ledger()), figures);
    } finally {
      hits.unpersist(false);
    }
  }

  /**
   * One row per contaminated training document: the evaluation document it holds most of, and the
   * share.
   */
  private static Dataset<Row> hits(Dataset<Row> documents, DecontaminateSection settings) {
    Dataset<Row> evaluation = documents.where(col(DocumentTable.SPLIT).notEqual(TRAIN));
    Dataset<Row> training = documents.where(col(DocumentTable.SPLIT).equalTo(TRAIN));
    Dataset<Row> wanted = GramTable.wanted(evaluation, settings.ngram());
    Dataset<Row> offered =
        GramTable.offered(
            training, settings.ngram(), GramTable.shortLengths(evaluation, settings.ngram()));
    Dataset<Row> overlaps =
        wanted
            .join(offered, GramTable.GRAM)
            .groupBy(GramTable.TRAIN_ID, GramTable.EVALUATION_ID, GramTable.GRAMS)
            .agg(count(lit(1)).as("common"))
            .withColumn("overlap", col("common").divide(col(GramTable.GRAMS)))
            .where(col("overlap").geq(settings.minOverlap()));
    return overlaps
        .groupBy(GramTable.TRAIN_ID)
        .agg(max(struct(col("overlap"), col("common"), col(GramTable.EVALUATION_ID))).as("worst"))
        .select(
            GramTable.TRAIN_ID,
            "worst.overlap",
            "worst.common",
            "worst." + GramTable.EVALUATION_ID);
  }

  private static Dataset<Row> ledger(Dataset<Row> hits, DecontaminateSection settings) {
    String threshold = Double.toString(settings.minOverlap());
    return hits.map(
        (MapFunction<Row, Row>)
            row ->
                LedgerTable.row(
                    LedgerEntry.duplicate(
                        row.getString(0),
                        STAGE,
                        "contaminated",
                        String.format(Locale.ROOT, "%.4f", row.getDouble(1)),
                        threshold,
                        row.getString(3),
                        "common_ngrams=" + row.getLong(2))),
        LedgerTable.ENCODER);
  }
}
