package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.size;

import io.seekforge.api.LedgerEntry;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.DedupSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.corpus.near.KnownPairs;
import io.seekforge.corpus.near.NearPairs;
import io.seekforge.corpus.near.RecordPairs;
import io.seekforge.corpus.near.Scratch;
import io.seekforge.corpus.near.ShingleSets;
import io.seekforge.text.minhash.Banding;
import io.seekforge.text.records.RecordSchema;
import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Documents that are there already ({@code dedup.against}): which records copy or nearly copy one
 * of them. Only a pair counts, no chain: a record goes because of the document that its ledger row
 * names.
 */
final class KnownDocuments {
  private static final String KNOWN = "known";
  private static final String RULE = "rule";
  private static final String VALUE = "value";

  private final Recipe recipe;
  private final DedupSection section;
  private final Scratch scratch;
  private final RecordSchema schema;
  private final Dataset<Row> documents;
  private final Dataset<Row> known;

  KnownDocuments(SparkSession spark, Recipe recipe, Scratch scratch) {
    this.recipe = recipe;
    this.section = recipe.dedup();
    this.scratch = scratch;
    this.schema = new RecordSchema(section.records().fields());
    documents =
        section.against().stream()
            .map(folder -> documents(spark, folder))
            .reduce(Dataset::union)
            .orElseThrow();
    known =
        scratch.keep(
            ExactGroups.records(documents, new KeepRank(recipe), section.shingle(), schema));
  }

  private static Dataset<Row> documents(SparkSession spark, String folder) {
    Path path = new Path(folder);
    try {
      FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
      if (!files.exists(path)) {
        throw new SeekforgeException(
            "Cannot find dedup.against "
                + folder
                + ": name the folder of documents (Parquet) that a stage wrote");
      }
    } catch (IOException e) {
      throw new SeekforgeException(
          "Cannot read dedup.against " + folder + ": " + e.getMessage(), e);
    }
    return DocumentTable.read(spark, folder);
  }

  /** Their ids and texts. */
  Dataset<Row> texts() {
    return documents.select(DocumentTable.ID, DocumentTable.TEXT);
  }

  /**
   * The records to drop: {@code id, file, position, known} (the document's id), {@code rule,
   * value}.
   *
   * @param records as {@link ExactGroups#records} makes them
   */
  Dataset<Row> copies(Dataset<Row> records) {
    Dataset<Row> exact = scratch.keep(exact(records));
    Dataset<Row> rest = scratch.keep(records.join(exact, ExactGroups.PLACE, "left_anti"));
    Dataset<Row> copies = exact;
    if (section.threshold() <= 1) {
      copies = copies.union(texts(rest));
    }
    if (!schema.isEmpty()) {
      copies = copies.union(fields(rest));
    }
    return scratch.keep(copies);
  }

  private Dataset<Row> exact(Dataset<Row> records) {
    Dataset<Row> first = known.groupBy("hash").agg(min("id").as(KNOWN));
    return columns(records.join(first, "hash").withColumn(RULE, lit("exact_duplicate")), lit(1.0));
  }

  private Dataset<Row> texts(Dataset<Row> records) {
    Banding banding = Banding.forThreshold(section.threshold(), section.permutations());
    Dataset<Row> pairs =
        KnownPairs.texts(
            byId(records, ShingleSets.SHINGLES),
            byId(known, ShingleSets.SHINGLES),
            section.threshold(),
            banding,
            recipe.seed());
    return named(records, pairs, "minhash_duplicate", NearPairs.JACCARD);
  }

  private Dataset<Row> fields(Dataset<Row> records) {
    Dataset<Row> pairs =
        KnownPairs.records(
            byId(records.where(size(col(RecordPairs.FIELDS)).gt(0)), RecordPairs.FIELDS),
            byId(known.where(size(col(RecordPairs.FIELDS)).gt(0)), RecordPairs.FIELDS),
            new RecordPairs(schema),
            section.records().evidence());
    return named(records, pairs, "record_duplicate", RecordPairs.EVIDENCE);
  }

  /** An id has one content, though it may stand in several places. */
  private Dataset<Row> byId(Dataset<Row> records, String column) {
    return scratch.keep(records.groupBy("id").agg(max(column).as(column)));
  }

  private static Dataset<Row> named(
      Dataset<Row> records, Dataset<Row> pairs, String rule, String value) {
    return columns(
        records
            .join(pairs, records.col("id").equalTo(pairs.col(NearPairs.A)))
            .withColumn(KNOWN, col(NearPairs.B))
            .withColumn(RULE, lit(rule)),
        col(value));
  }

  private static Dataset<Row> columns(Dataset<Row> rows, Column value) {
    return rows.select(
        col("id"), col("file"), col("position"), col(KNOWN), col(RULE), value.as(VALUE));
  }

  /** One ledger row for each record dropped. */
  Dataset<Row> ledger(Dataset<Row> copies) {
    double threshold = section.threshold();
    double evidence = section.records().evidence();
    return copies.map(
        (MapFunction<Row, Row>) row -> LedgerTable.row(entry(row, threshold, evidence)),
        LedgerTable.ENCODER);
  }

  private static LedgerEntry entry(Row row, double threshold, double evidence) {
    String rule = row.getString(4);
    boolean exact = rule.equals("exact_duplicate");
    double least = rule.equals("record_duplicate") ? evidence : threshold;
    Detail detail =
        new Detail()
            .with("file", row.getString(1))
            .with("position", row.getLong(2))
            .with("against", true);
    return LedgerEntry.duplicate(
        row.getString(0),
        StageName.DEDUP.word(),
        rule,
        exact ? "" : DedupJob.rounded(row.getDouble(5)),
        exact ? "" : Double.toString(least),
        row.getString(3),
        detail.toString());
  }
}
