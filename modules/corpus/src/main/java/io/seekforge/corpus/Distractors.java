package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sha2;

import io.seekforge.text.adversarial.SentenceEnds;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A bounded pool of sentences that adversarial variants take in, drawn by hash. */
final class Distractors {
  private static final int MOST = 4096;
  private static final int MOST_PER_LANGUAGE = 512;
  private static final int PER_DOCUMENT = 2;
  private static final StructType SENTENCE =
      new StructType().add("lang", DataTypes.StringType).add("sentence", DataTypes.StringType);

  private Distractors() {}

  /** Sentences of training documents, by language. */
  static TreeMap<String, List<String>> of(Dataset<Row> training) {
    List<Row> drawn =
        training
            .flatMap(
                (FlatMapFunction<Row, Row>)
                    row ->
                        SentenceEnds.statements(
                                VariantSheet.changeable(DocumentTable.document(row)), PER_DOCUMENT)
                            .stream()
                            .map(
                                sentence ->
                                    RowFactory.create(
                                        row.getString(row.fieldIndex(DocumentTable.LANG)),
                                        sentence))
                            .iterator(),
                Encoders.row(SENTENCE))
            .distinct()
            .orderBy(sha2(col("sentence"), 256), col("lang"))
            .limit(MOST)
            .collectAsList();
    TreeMap<String, List<String>> pool = new TreeMap<>();
    for (Row row : drawn) {
      List<String> sentences = pool.computeIfAbsent(row.getString(0), lang -> new ArrayList<>());
      if (sentences.size() < MOST_PER_LANGUAGE) {
        sentences.add(row.getString(1));
      }
    }
    return pool;
  }
}
