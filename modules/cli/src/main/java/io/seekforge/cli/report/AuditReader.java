package io.seekforge.cli.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import io.seekforge.api.StageFolder;
import io.seekforge.cli.report.Report.Audited;
import io.seekforge.corpus.AuditTable;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Reads a bounded list of what decontamination found; what looks least like an item comes first.
 */
final class AuditReader {
  private AuditReader() {}

  static List<Audited> read(SparkSession spark, StageFolder decontaminate) {
    return AuditTable.read(spark, decontaminate.child("audit"))
        .orderBy(
            when(col(AuditTable.VERDICT).equalTo("common_words"), 0)
                .when(col(AuditTable.VERDICT).equalTo("pieces"), 1)
                .otherwise(2),
            col(AuditTable.DOCUMENT_ID))
        .limit(Report.MOST_AUDITED)
        .collectAsList()
        .stream()
        .map(AuditReader::audited)
        .toList();
  }

  private static Audited audited(Row row) {
    return new Audited(
        row.getAs(AuditTable.DOCUMENT_ID),
        row.getAs(AuditTable.EVALUATION_ID),
        row.getAs(AuditTable.OVERLAP),
        row.getAs(AuditTable.COVERED),
        row.getAs(AuditTable.TOKENS),
        row.getAs(AuditTable.LONGEST_RUN),
        row.getAs(AuditTable.RUNS),
        row.getAs(AuditTable.VERDICT),
        row.getAs(AuditTable.MATCHED));
  }
}
