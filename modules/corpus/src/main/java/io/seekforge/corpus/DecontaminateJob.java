package io.seekforge.corpus;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

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
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Drops training documents that hold too much of a validation or test document: the share of the
 * evaluation document's n-grams that stand in one training document. The measure looks from the
 * evaluation document's side, so that a long lecture that quotes one whole case is found, while
 * documents that share a form of words with many others are not. Every hit is looked at once more
 * for people ({@link AuditTable}).
 */
public final class DecontaminateJob implements CorpusJob {
  private static final String STAGE = StageName.DECONTAMINATE.word();
  private static final String TRAIN = "train";
  private static final String IN = "training_documents";

  /** Training documents from which on an n-gram is a form of words that many share. */
  private static final int MANY = 10;

  @Override
  public StageName stage() {
    return StageName.DECONTAMINATE;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public StageCounts run(SparkSession spark, Recipe recipe, StageFolder input, StageFolder output) {
    Dataset<Row> documents = DocumentTable.read(spark, input.documents());
    DecontaminateSection settings = recipe.decontaminate();
    Dataset<Row> evaluation = documents.where(col(DocumentTable.SPLIT).notEqual(TRAIN));
    Dataset<Row> training = documents.where(col(DocumentTable.SPLIT).equalTo(TRAIN));
    Dataset<Row> wanted = GramTable.wanted(evaluation, settings.ngram());
    Dataset<Row> common =
        common(wanted, evaluation, training, settings).persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> hits =
        hits(wanted, common, training, settings).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long total = documents.count();
      long kept =
          DocumentTable.write(
              documents.join(
                  hits.select(GramTable.TRAIN_ID),
                  documents.col(DocumentTable.ID).equalTo(col(GramTable.TRAIN_ID)),
                  "left_anti"),
              output.documents());
      LedgerTable.write(ledger(hits, settings), output.ledger());
      AuditTable.write(hits, documents, settings.ngram(), output.child("audit"));
      SortedMap<String, Double> figures = new TreeMap<>();
      AuditTable.verdicts(spark, output.child("audit"))
          .forEach((verdict, count) -> figures.put("audit_" + verdict, (double) count));
      figures.put("evaluation_documents", (double) evaluation.count());
      return new StageCounts(
          total, kept, total - kept, LedgerTable.reasons(spark, output.ledger()), figures);
    } finally {
      hits.unpersist(false);
      common.unpersist(false);
    }
  }

  /** N-grams that an evaluation document and a training document have in common. */
  private static Dataset<Row> common(
      Dataset<Row> wanted,
      Dataset<Row> evaluation,
      Dataset<Row> training,
      DecontaminateSection settings) {
    int[] shortLengths = GramTable.shortLengths(evaluation, settings.ngram());
    return wanted.join(GramTable.offered(training, settings.ngram(), shortLengths), GramTable.GRAM);
  }

  /**
   * One row per contaminated training document: the evaluation document it holds most of, and the
   * share.
   */
  private static Dataset<Row> hits(
      Dataset<Row> wanted,
      Dataset<Row> common,
      Dataset<Row> training,
      DecontaminateSection settings) {
    Dataset<Row> frequencies =
        common.groupBy(GramTable.GRAM).agg(countDistinct(GramTable.TRAIN_ID).as(IN));
    boolean weighted = settings.weighting().equals("idf");
    Dataset<Row> totals = weighted ? totals(wanted, frequencies, training.count()) : null;
    Column weight = weighted ? idf(training.count()) : lit(1.0);
    Dataset<Row> overlaps =
        common
            .join(frequencies, GramTable.GRAM)
            .groupBy(GramTable.TRAIN_ID, GramTable.EVALUATION_ID, GramTable.GRAMS)
            .agg(
                count(lit(1)).as("common"),
                sum(weight).as("weight"),
                avg(when(col(IN).geq(MANY), 1.0).otherwise(0.0)).as(AuditTable.COMMON_SHARE));
    Dataset<Row> shares =
        weighted
            ? overlaps
                .join(totals, GramTable.EVALUATION_ID)
                .withColumn(AuditTable.OVERLAP, round(col("weight").divide(col("total")), 9))
            : overlaps.withColumn(AuditTable.OVERLAP, col("common").divide(col(GramTable.GRAMS)));
    return shares
        .where(col(AuditTable.OVERLAP).geq(settings.minOverlap()))
        .groupBy(GramTable.TRAIN_ID)
        .agg(
            max(struct(
                    AuditTable.OVERLAP, "common", GramTable.EVALUATION_ID, AuditTable.COMMON_SHARE))
                .as("worst"))
        .select(
            GramTable.TRAIN_ID,
            "worst.overlap",
            "worst.common",
            "worst." + GramTable.EVALUATION_ID,
            "worst." + AuditTable.COMMON_SHARE);
  }

  /** Weights of all n-grams of each evaluation document together. */
  private static Dataset<Row> totals(Dataset<Row> wanted, Dataset<Row> frequencies, long training) {
    return wanted
        .join(frequencies, new String[] {GramTable.GRAM}, "left")
        .withColumn(IN, coalesce(col(IN), lit(0L)))
        .groupBy(GramTable.EVALUATION_ID)
        .agg(sum(idf(training)).as("total"));
  }

  /**
   * An n-gram that one training document in ten has says less than one that none has: ln(1 + N / (1
   * + df)), always above zero.
   */
  private static Column idf(long training) {
    return log(lit((double) training).divide(col(IN).plus(1)).plus(1));
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
