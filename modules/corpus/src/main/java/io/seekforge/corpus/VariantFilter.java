package io.seekforge.corpus;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.seekforge.api.LedgerEntry;
import io.seekforge.api.LedgerEntry.Action;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.DedupSection;
import io.seekforge.corpus.near.NearPairs;
import io.seekforge.corpus.near.ShingleSets;
import io.seekforge.text.minhash.Banding;
import io.seekforge.text.words.FoldedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Finds variants that say what is there already: equal to a document or to another variant once
 * case, width and white space are folded, or near-duplicates of one by the recipe's threshold. A
 * variant's own parent is no near-duplicate of it (the similarity band of back-translation rules
 * there), nor are siblings of which one has planted faults; of two variants alike the smaller id is
 * kept, whoever their parents are. A variant that comes near a valid or test document goes too.
 */
final class VariantFilter {
  private static final String HASH = "hash";
  private static final String OTHER = "other";
  private static final String JACCARD = "jaccard";
  private static final StructType HASHED =
      new StructType().add("id", DataTypes.StringType).add(HASH, DataTypes.StringType);

  private final Dataset<Row> documents;
  private final Dataset<Row> made;
  private final List<Dataset<Row>> held = new ArrayList<>();
  private final Dataset<Row> rejected;

  /**
   * @param documents the corpus
   * @param made variants of its documents
   */
  VariantFilter(Dataset<Row> documents, Dataset<Row> made, DedupSection dedup, long seed) {
    this.documents = documents;
    this.made = made;
    this.rejected =
        exact()
            .union(near(dedup, seed))
            .groupBy("id")
            .agg(min(struct(JACCARD, OTHER)).as("first"))
            .select(
                col("id"), col("first." + OTHER), col("first." + JACCARD).multiply(-1).as(JACCARD))
            .persist(StorageLevel.MEMORY_AND_DISK());
    held.add(rejected);
  }

  /** The variants that say something new. */
  Dataset<Row> fresh() {
    return made.join(rejected, made.col("id").equalTo(rejected.col("id")), "left_anti");
  }

  /** One entry for each of the others, keyed by its parent. */
  Dataset<Row> ledger(double threshold) {
    return made.join(rejected, "id")
        .select(col("parent"), col("id"), col("metadata"), col(OTHER), col(JACCARD))
        .map(
            (MapFunction<Row, Row>) row -> LedgerTable.row(entry(row, threshold)),
            LedgerTable.ENCODER);
  }

  void release() {
    held.forEach(table -> table.unpersist(false));
  }

  /** Columns id, other, and the similarity below zero, so that the least row is the closest. */
  private Dataset<Row> exact() {
    Dataset<Row> known = hashed(documents).groupBy(HASH).agg(min("id").as("known"));
    Dataset<Row> variants = hashed(made);
    Dataset<Row> first = variants.groupBy(HASH).agg(min("id").as("first"));
    return variants
        .join(first, HASH)
        .join(known, new String[] {HASH}, "left")
        .select(col("id"), coalesce(col("known"), col("first")).as(OTHER), lit(-1.0).as(JACCARD))
        .where(col("id").notEqual(col(OTHER)));
  }

  private Dataset<Row> near(DedupSection dedup, long seed) {
    if (dedup.threshold() > 1 || made.isEmpty()) {
      return exact().limit(0);
    }
    Dataset<Row> sets =
        ShingleSets.of(
                documents.select("id", "text").union(made.select("id", "text")), dedup.shingle())
            .persist(StorageLevel.MEMORY_AND_DISK());
    held.add(sets);
    Banding banding = Banding.forThreshold(dedup.threshold(), dedup.permutations());
    Dataset<Row> parents =
        made.select(
            col("id"),
            col("parent"),
            col("metadata")
                .getItem("augmented_by")
                .startsWith(AdversarialVariants.MAKER)
                .as("faulty"));
    Column siblings = col("a_parent").equalTo(col("b_parent"));
    Dataset<Row> pairs =
        NearPairs.candidates(sets, dedup.threshold(), banding, seed)
            .join(prefixed(parents, "a"), new String[] {NearPairs.A}, "left")
            .join(prefixed(parents, "b"), new String[] {NearPairs.B}, "left")
            .where(col("a_parent").isNotNull().or(col("b_parent").isNotNull()))
            .where(not(coalesce(col("a_parent"), lit("")).equalTo(col(NearPairs.B))))
            .where(not(coalesce(col("b_parent"), lit("")).equalTo(col(NearPairs.A))))
            .where(not(coalesce(siblings.and(col("a_faulty").or(col("b_faulty"))), lit(false))))
            .persist(StorageLevel.MEMORY_AND_DISK());
    held.add(pairs);
    // Of a variant and a document the variant goes, of two variants that of the larger id.
    Column aGoes = col("b_parent").isNull();
    return NearPairs.measured(pairs.select(NearPairs.A, NearPairs.B), sets)
        .where(col(NearPairs.JACCARD).geq(dedup.threshold()))
        .join(pairs, new String[] {NearPairs.A, NearPairs.B})
        .select(
            when(aGoes, col(NearPairs.A)).otherwise(col(NearPairs.B)).as("id"),
            when(aGoes, col(NearPairs.B)).otherwise(col(NearPairs.A)).as(OTHER),
            col(NearPairs.JACCARD).multiply(-1).as(JACCARD));
  }

  private static Dataset<Row> prefixed(Dataset<Row> parents, String side) {
    return parents.select(
        col("id").as(side), col("parent").as(side + "_parent"), col("faulty").as(side + "_faulty"));
  }

  private static Dataset<Row> hashed(Dataset<Row> documents) {
    return documents
        .select("id", "text")
        .map(
            (MapFunction<Row, Row>)
                row -> RowFactory.create(row.getString(0), FoldedText.hash(row.getString(1))),
            Encoders.row(HASHED));
  }

  private static LedgerEntry entry(Row row, double threshold) {
    Map<String, String> metadata = row.getJavaMap(2);
    String maker = metadata.get("augmented_by");
    double jaccard = row.getDouble(4);
    boolean exact = jaccard == 1;
    return new LedgerEntry(
        row.getString(0),
        StageName.AUGMENT.word(),
        Action.KEEP,
        ruleOf(maker) + (exact ? "_duplicate" : "_near_duplicate"),
        String.format(Locale.ROOT, "%.4f", jaccard),
        exact ? "" : Double.toString(threshold),
        row.getString(3),
        factOf(maker) + " variant=" + row.getString(1));
  }

  private static String ruleOf(String maker) {
    return maker.startsWith(QuestionVariants.MAKER)
        ? "question"
        : maker.substring(0, maker.indexOf(':'));
  }

  private static String factOf(String maker) {
    String name =
        maker.startsWith(BackTranslations.MAKER)
            ? "pivot"
            : maker.startsWith(AdversarialVariants.MAKER) ? "kind" : "number";
    return name + "=" + maker.substring(maker.indexOf(':') + 1);
  }
}
