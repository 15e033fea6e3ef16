package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;

import io.seekforge.api.Document;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * One pass over documents, each judged by itself: computed once, written as documents and ledger.
 */
final class DocumentPass {
  private static final String DOCUMENT = "document";
  private static final String ENTRIES = "entries";

  private static final StructType SCHEMA =
      new StructType()
          .add(DOCUMENT, DocumentTable.SCHEMA, true)
          .add(ENTRIES, DataTypes.createArrayType(LedgerTable.SCHEMA));

  private static final Encoder<Row> ENCODER = Encoders.row(SCHEMA);

  private DocumentPass() {}

  /** What to do with one document. Runs in tasks. */
  interface Rule extends Serializable {
    Outcome apply(Document document);
  }

  /** The same, of a row that holds more than the document. Runs in tasks. */
  interface RowRule extends Serializable {
    Outcome apply(Row row);
  }

  /**
   * Applies a rule to all documents of a stage and writes the next stage's documents and ledger.
   *
   * @return counts, without figures
   */
  static StageCounts run(SparkSession spark, Rule rule, StageFolder input, StageFolder output) {
    return run(
        spark,
        row -> rule.apply(DocumentTable.document(row)),
        DocumentTable.read(spark, input.documents()),
        output);
  }

  /**
   * Applies a rule to documents and writes the next stage's documents and ledger.
   *
   * @param documents with what the rule needs besides, in further columns
   * @return counts, without figures
   */
  static StageCounts run(
      SparkSession spark, RowRule rule, Dataset<Row> documents, StageFolder output) {
    Dataset<Row> outcomes =
        documents
            .map((MapFunction<Row, Row>) row -> row(rule.apply(row)), ENCODER)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long total = documents.count();
      long kept =
          DocumentTable.write(
              outcomes.where(col(DOCUMENT).isNotNull()).select(DOCUMENT + ".*"),
              output.documents());
      LedgerTable.write(
          outcomes.select(explode(col(ENTRIES)).as(ENTRIES)).select(ENTRIES + ".*"),
          output.ledger());
      return new StageCounts(
          total,
          kept,
          total - kept,
          LedgerTable.reasons(spark, output.ledger()),
          new TreeMap<>(Map.of()));
    } finally {
      outcomes.unpersist(false);
    }
  }

  private static Row row(Outcome outcome) {
    Row[] entries = outcome.entries().stream().map(LedgerTable::row).toArray(Row[]::new);
    return RowFactory.create(outcome.document().map(DocumentTable::row).orElse(null), entries);
  }
}
