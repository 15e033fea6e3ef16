package io.seekforge.cli.report;

import static org.apache.spark.sql.functions.col;

import io.seekforge.api.LedgerEntry;
import io.seekforge.api.QuarantineEntry;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.cli.report.Report.BadRecord;
import io.seekforge.cli.report.Report.Drop;
import io.seekforge.cli.report.Report.Rewrite;
import io.seekforge.corpus.DocumentTable;
import io.seekforge.corpus.LedgerTable;
import io.seekforge.corpus.QuarantineTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads bounded lists of what the stages of the corpus dropped and rewrote. */
final class LedgerReader {
  private static final List<StageName> CORPUS =
      List.of(StageName.values()).subList(StageName.CLEAN.ordinal(), StageName.TRAIN.ordinal());

  private final SparkSession spark;
  private final Map<StageName, StageFolder> folders;

  /** Where a document came from. */
  private record Origin(String source, String key, String file, long position) {
    static final Origin UNKNOWN = new Origin("", "", "", -1);
  }

  LedgerReader(SparkSession spark, Map<StageName, StageFolder> folders) {
    this.spark = spark;
    this.folders = folders;
  }

  List<Drop> drops() {
    List<Drop> drops = new ArrayList<>();
    for (BadRecord bad : quarantine()) {
      drops.add(
          new Drop(
              StageName.COLLECT.word(),
              bad.reason(),
              "",
              bad.source(),
              "",
              bad.file(),
              bad.position(),
              "",
              "",
              "",
              bad.detail()));
    }
    for (StageName stage : CORPUS) {
      List<LedgerEntry> entries = entries(stage, "drop", Report.MOST_DROPS);
      Map<String, Origin> origins = origins(stage, entries);
      entries.forEach(entry -> drops.add(drop(entry, origins)));
    }
    return drops;
  }

  List<BadRecord> quarantine() {
    StageFolder collect = folders.get(StageName.COLLECT);
    List<BadRecord> records = new ArrayList<>();
    for (Row row :
        QuarantineTable.read(spark, collect.quarantine())
            .orderBy(QuarantineTable.FILE, QuarantineTable.POSITION, QuarantineTable.REASON)
            .limit(Report.MOST_DROPS)
            .collectAsList()) {
      QuarantineEntry entry = QuarantineTable.entry(row);
      records.add(
          new BadRecord(
              entry.source(),
              entry.file(),
              entry.position(),
              entry.reason(),
              entry.detail(),
              entry.sample()));
    }
    return records;
  }

  List<Rewrite> rewrites() {
    List<Rewrite> rewrites = new ArrayList<>();
    for (StageName stage : CORPUS) {
      List<LedgerEntry> entries = entries(stage, "rewrite", Report.MOST_REWRITES);
      Map<String, Origin> origins = origins(stage, entries);
      for (LedgerEntry entry : entries) {
        Origin origin = origins.getOrDefault(entry.documentId(), Origin.UNKNOWN);
        rewrites.add(
            new Rewrite(
                entry.stage(),
                entry.rule(),
                entry.documentId(),
                origin.key(),
                origin.file(),
                entry.value(),
                entry.detail()));
      }
    }
    return rewrites;
  }

  private static Drop drop(LedgerEntry entry, Map<String, Origin> origins) {
    Origin origin = origins.getOrDefault(entry.documentId(), Origin.UNKNOWN);
    return new Drop(
        entry.stage(),
        entry.rule(),
        entry.documentId(),
        origin.source(),
        origin.key(),
        origin.file(),
        origin.position(),
        entry.value(),
        entry.threshold(),
        entry.duplicateOf(),
        entry.detail());
  }

  /** The first entries of one action, in a fixed order. */
  private List<LedgerEntry> entries(StageName stage, String action, int most) {
    return LedgerTable.read(spark, folders.get(stage).ledger())
        .filter(col(LedgerTable.ACTION).equalTo(action))
        .orderBy(LedgerTable.DOCUMENT_ID, LedgerTable.RULE, LedgerTable.DETAIL, LedgerTable.VALUE)
        .limit(most)
        .collectAsList()
        .stream()
        .map(LedgerTable::entry)
        .toList();
  }

  /** Origins of the documents that entries speak of, from what the stage read. */
  private Map<String, Origin> origins(StageName stage, List<LedgerEntry> entries) {
    Map<String, Origin> origins = new HashMap<>();
    if (entries.isEmpty()) {
      return origins;
    }
    Object[] ids = entries.stream().map(LedgerEntry::documentId).distinct().toArray();
    StageName before = StageName.values()[stage.ordinal() - 1];
    for (Row row :
        DocumentTable.read(spark, folders.get(before).documents())
            .filter(col(DocumentTable.ID).isin(ids))
            .select(
                DocumentTable.ID,
                DocumentTable.SOURCE,
                DocumentTable.KEY,
                DocumentTable.FILE,
                DocumentTable.POSITION)
            .orderBy(DocumentTable.ID, DocumentTable.FILE, DocumentTable.POSITION)
            .collectAsList()) {
      origins.putIfAbsent(
          row.getString(0),
          new Origin(row.getString(1), row.getString(2), row.getString(3), row.getLong(4)));
    }
    return origins;
  }
}
