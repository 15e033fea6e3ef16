package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.Message;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Runs a job on a few documents and reads what it wrote. */
record Stage(StageCounts counts, List<Document> documents, List<LedgerEntry> ledger) {

  static Stage run(CorpusJob job, Recipe recipe, List<Document> documents, Path folder) {
    SparkSession spark = LocalSpark.session();
    StageFolder input = new StageFolder(folder.resolve("in-" + job.stage().word()).toString());
    StageFolder output = new StageFolder(folder.resolve(job.stage().word()).toString());
    List<Row> rows = documents.stream().map(DocumentTable::row).toList();
    DocumentTable.write(spark.createDataFrame(rows, DocumentTable.SCHEMA), input.documents());
    return run(job, recipe, input, output);
  }

  static Stage run(CorpusJob job, Recipe recipe, StageFolder input, StageFolder output) {
    SparkSession spark = LocalSpark.session();
    StageCounts counts = job.run(spark, recipe, input, output);
    return new Stage(
        counts,
        DocumentTable.read(spark, output.documents()).collectAsList().stream()
            .map(DocumentTable::document)
            .toList(),
        LedgerTable.read(spark, output.ledger()).collectAsList().stream()
            .map(LedgerTable::entry)
            .toList());
  }

  static Document plain(String key, String text) {
    return plain("s", key, text, Map.of());
  }

  static Document plain(String source, String key, String text, Map<String, String> fields) {
    return Document.collected(text, List.of(), source, key, "f.jsonl", key.hashCode(), fields);
  }

  static Document conversation(String key, String prompt, String completion) {
    return Document.collected(
        "",
        List.of(new Message("user", prompt), new Message("assistant", completion)),
        "s",
        key,
        "f.jsonl",
        key.hashCode(),
        Map.of());
  }

  Document only() {
    if (documents.size() != 1) {
      throw new AssertionError("expected one document, found " + documents.size());
    }
    return documents.get(0);
  }

  LedgerEntry entry(String documentId, String rule) {
    return ledger.stream()
        .filter(entry -> entry.documentId().equals(documentId) && entry.rule().equals(rule))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no entry " + rule + " in " + ledger));
  }
}
