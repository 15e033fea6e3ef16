package io.seekforge.cli.trace;

import static org.apache.spark.sql.functions.col;

import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.StageName;
import io.seekforge.cli.pipeline.Manifest;
import io.seekforge.cli.trace.Trace.Duplicate;
import io.seekforge.cli.trace.Trace.Origin;
import io.seekforge.cli.trace.Trace.Place;
import io.seekforge.cli.trace.Trace.Quarantined;
import io.seekforge.cli.trace.Trace.Shape;
import io.seekforge.cli.trace.Trace.Step;
import io.seekforge.cli.trace.Trace.Variant;
import io.seekforge.corpus.DocumentTable;
import io.seekforge.corpus.LedgerTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Follows one document from table to table. */
record DocumentWay(StageTables tables, Map<StageName, Manifest> manifests) {
  /** A document that was collected or made. */
  Trace of(String id) {
    List<Step> steps = new ArrayList<>();
    List<Duplicate> duplicates = new ArrayList<>();
    List<Place> places = tables.has(StageName.PACK) ? Shards.places(tables, id) : List.<Place>of();
    Shape shape = null;
    boolean before = false;
    for (StageName stage : Tracer.CORPUS) {
      if (tables.has(stage)) {
        List<LedgerEntry> entries = entries(stage, id);
        Document here = stage == StageName.PACK ? null : document(stage, id);
        boolean present = stage == StageName.PACK ? !places.isEmpty() : here != null;
        shape = here == null ? shape : shape(stage, here);
        String outcome = outcome(stage, before, present, entries);
        steps.add(
            new Step(
                stage.word(),
                manifests.get(stage).fingerprint(),
                outcome,
                manifests.get(stage).settings(),
                entries,
                tables.facts(stage, id)));
        duplicates.addAll(duplicates(stage, id));
        before = present;
      }
    }
    return new Trace(
        Trace.FORMAT,
        id,
        List.of(),
        origins(id),
        shape,
        steps,
        duplicates,
        variants(id),
        places,
        notRun());
  }

  /** A record that never became a document. */
  Trace ofBadRecord(Quarantined record) {
    Step collect =
        new Step(
            StageName.COLLECT.word(),
            manifests.get(StageName.COLLECT).fingerprint(),
            "quarantined",
            manifests.get(StageName.COLLECT).settings(),
            List.of(),
            new TreeMap<>());
    return new Trace(
        Trace.FORMAT,
        "",
        List.of(record),
        List.of(),
        null,
        List.of(collect),
        List.of(),
        List.of(),
        List.of(),
        notRun());
  }

  private List<String> notRun() {
    return Tracer.CORPUS.stream().filter(stage -> !tables.has(stage)).map(StageName::word).toList();
  }

  private static String outcome(
      StageName stage, boolean before, boolean present, List<LedgerEntry> entries) {
    if (!present) {
      return before ? "dropped" : "absent";
    }
    if (!before) {
      return stage == StageName.COLLECT ? "collected" : "made";
    }
    boolean rewritten =
        entries.stream().anyMatch(entry -> entry.action() == LedgerEntry.Action.REWRITE);
    if (stage == StageName.PACK) {
      return "packed";
    }
    return rewritten ? "rewritten" : "passed";
  }

  private List<LedgerEntry> entries(StageName stage, String id) {
    return tables
        .ledger(stage, col(LedgerTable.DOCUMENT_ID).equalTo(id))
        .orderBy(LedgerTable.RULE, LedgerTable.DETAIL, LedgerTable.VALUE)
        .limit(Trace.MOST)
        .collectAsList()
        .stream()
        .map(LedgerTable::entry)
        .toList();
  }

  /** The document after a stage; of several records with one id the first, which stays. */
  private Document document(StageName stage, String id) {
    return tables
        .documents(stage, col(DocumentTable.ID).equalTo(id))
        .orderBy(DocumentTable.FILE, DocumentTable.POSITION)
        .limit(1)
        .collectAsList()
        .stream()
        .map(DocumentTable::document)
        .findFirst()
        .orElse(null);
  }

  private static Shape shape(StageName stage, Document document) {
    String text = document.text();
    int end = Math.min(text.length(), Shape.EXCERPT);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return new Shape(
        stage.word(),
        document.lang(),
        document.parent(),
        document.cluster(),
        document.split(),
        text.codePointCount(0, text.length()),
        text.substring(0, end));
  }

  /** Where it was collected; a variant has the origin of its parent. */
  private List<Origin> origins(String id) {
    for (StageName stage : List.of(StageName.COLLECT, StageName.AUGMENT)) {
      List<Origin> origins =
          tables.has(stage)
              ? tables
                  .documents(stage, col(DocumentTable.ID).equalTo(id))
                  .orderBy(DocumentTable.FILE, DocumentTable.POSITION)
                  .limit(Trace.MOST)
                  .collectAsList()
                  .stream()
                  .map(row -> origin(DocumentTable.document(row)))
                  .toList()
              : List.of();
      if (!origins.isEmpty()) {
        return origins;
      }
    }
    return List.of();
  }

  private static Origin origin(Document document) {
    return new Origin(
        document.source(),
        document.key(),
        document.file(),
        document.position(),
        document.url(),
        document.license(),
        document.created(),
        document.metadata());
  }

  private List<Duplicate> duplicates(StageName stage, String id) {
    return tables
        .ledger(stage, col(LedgerTable.DUPLICATE_OF).equalTo(id))
        .orderBy(LedgerTable.DOCUMENT_ID, LedgerTable.RULE, LedgerTable.DETAIL)
        .limit(Trace.MOST)
        .collectAsList()
        .stream()
        .map(LedgerTable::entry)
        .map(
            entry ->
                new Duplicate(
                    entry.documentId(), entry.stage(), entry.rule(), entry.value(), entry.detail()))
        .toList();
  }

  private List<Variant> variants(String id) {
    if (!tables.has(StageName.AUGMENT)) {
      return List.of();
    }
    return tables
        .documents(StageName.AUGMENT, col(DocumentTable.PARENT).equalTo(id))
        .orderBy(DocumentTable.ID)
        .select(col(DocumentTable.ID), col(DocumentTable.METADATA).getItem("augmented_by"))
        .limit(Trace.MOST)
        .collectAsList()
        .stream()
        .map(row -> new Variant(row.getString(0), row.isNullAt(1) ? "" : row.getString(1)))
        .toList();
  }
}
