package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.RepeatsSection;
import io.seekforge.text.paragraphs.RepeatedParts;
import io.seekforge.text.words.Characters;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Takes lines or paragraphs out of plain documents that stood before: in the same document, or in
 * one with a smaller id. Conversations stay whole: who asks the same twice still needs the answer.
 */
final class RepeatRule implements DocumentPass.RowRule {
  private static final long serialVersionUID = 1L;
  private static final String STAGE = StageName.CLEAN.word();
  private static final String PART = "part";
  private static final String FIRST = "first";
  private static final String ELSEWHERE = "elsewhere";

  private static final Encoder<Row> PARTS =
      Encoders.row(new StructType().add(DocumentTable.ID, StringType).add(PART, LongType));

  private final RepeatsSection section;
  private final RepeatedParts repeated;

  RepeatRule(RepeatsSection section) {
    this.section = section;
    this.repeated = new RepeatedParts(section.unit().equals("paragraph"), section.minChars());
  }

  /** The documents, with the parts that each is to lose for another that keeps them. */
  Dataset<Row> located(Dataset<Row> documents) {
    if (!section.within().equals("corpus")) {
      return documents;
    }
    Dataset<Row> parts =
        documents.flatMap((FlatMapFunction<Row, Row>) this::parts, PARTS).distinct();
    Dataset<Row> repeats =
        parts
            .groupBy(PART)
            .agg(min(DocumentTable.ID).as(FIRST), count(lit(1)).as("documents"))
            .where(col("documents").geq(section.minDocuments()));
    Dataset<Row> lost =
        parts
            .join(repeats, PART)
            .where(col(DocumentTable.ID).notEqual(col(FIRST)))
            .groupBy(DocumentTable.ID)
            .agg(sort_array(collect_list(PART)).as(ELSEWHERE));
    return documents.join(lost, new String[] {DocumentTable.ID}, "left");
  }

  private java.util.Iterator<Row> parts(Row row) {
    Document document = DocumentTable.document(row);
    if (!document.messages().isEmpty()) {
      return List.<Row>of().iterator();
    }
    return Arrays.stream(repeated.hashes(document.text()))
        .mapToObj(hash -> RowFactory.create(document.id(), hash))
        .iterator();
  }

  @Override
  public Outcome apply(Row row) {
    Document document = DocumentTable.document(row);
    if (section.within().equals("none") || !document.messages().isEmpty()) {
      return Outcome.kept(document, List.of());
    }
    RepeatedParts.Rest rest = repeated.without(document.text(), elsewhere(row));
    if (rest.parts() == 0) {
      return Outcome.kept(document, List.of());
    }
    if (rest.share() > section.maxShare() || Characters.strip(rest.text()).isEmpty()) {
      return Outcome.dropped(
          LedgerEntry.drop(
              document.id(),
              STAGE,
              "repeated_share",
              DedupJob.rounded(rest.share()),
              Double.toString(section.maxShare())));
    }
    return Outcome.kept(
        document.withText(rest.text()),
        List.of(
            LedgerEntry.rewrite(
                document.id(),
                STAGE,
                "repeated_" + section.unit() + "s",
                Integer.toString(rest.parts()),
                "share=" + DedupJob.rounded(rest.share()))));
  }

  private static long[] elsewhere(Row row) {
    int column = Arrays.asList(row.schema().fieldNames()).indexOf(ELSEWHERE);
    return column < 0 || row.isNullAt(column)
        ? new long[0]
        : row.<Long>getList(column).stream().mapToLong(Long::longValue).toArray();
  }
}
