package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import io.seekforge.api.StageName;
import io.seekforge.api.recipe.SplitSection;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Which way a component of twins goes. */
final class SplitDecision {
  /** The split a document goes to. */
  static final String WAY = "way";

  private static final String COMPONENT = "twins";
  private static final double HASH_RANGE = (double) (1L << 52);

  private final SplitSection settings;
  private final long seed;

  SplitDecision(SplitSection settings, long seed) {
    this.settings = settings;
    this.seed = seed;
  }

  /** The documents with their component and the split they go to. */
  Dataset<Row> decide(Dataset<Row> dealt, Dataset<Row> ways) {
    // A number in [0, 1) that depends on the seed and the component alone.
    Column hash = sha2(concat(lit(seed + "/"), col(COMPONENT)), 256);
    Column draw = conv(substring(hash, 1, 13), 16, 10).cast("double").divide(HASH_RANGE);
    Column way =
        when(col("forced").equalTo(3), "test")
            .when(col("forced").equalTo(2), "valid")
            .when(col("forced").equalTo(1), "train")
            .when(draw.lt(settings.test()), "test")
            .when(draw.lt(settings.test() + settings.valid()), "valid")
            .otherwise("train");
    return dealt.join(ways, COMPONENT).withColumn(WAY, way);
  }

  static Dataset<Row> documents(Dataset<Row> decided) {
    Column[] columns =
        List.of(DocumentTable.SCHEMA.fieldNames()).stream()
            .map(name -> name.equals(DocumentTable.SPLIT) ? col(WAY).as(name) : col(name))
            .toArray(Column[]::new);
    return decided.select(columns);
  }

  /** A source forced one split, a twin another. */
  static Dataset<Row> ledger(Dataset<Row> decided) {
    Column empty = lit("");
    return decided
        .where(
            col(DocumentTable.SPLIT).notEqual("").and(col(DocumentTable.SPLIT).notEqual(col(WAY))))
        .select(
            col(DocumentTable.ID).as(LedgerTable.DOCUMENT_ID),
            lit(StageName.SPLIT.word()).as(LedgerTable.STAGE),
            lit("rewrite").as(LedgerTable.ACTION),
            lit("split_conflict").as(LedgerTable.RULE),
            col(WAY).as(LedgerTable.VALUE),
            empty.as(LedgerTable.THRESHOLD),
            empty.as(LedgerTable.DUPLICATE_OF),
            functions
                .concat(lit("forced="), col(DocumentTable.SPLIT), lit(" twins="), col(COMPONENT))
                .as(LedgerTable.DETAIL));
  }
}
