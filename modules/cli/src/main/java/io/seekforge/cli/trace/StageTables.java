package io.seekforge.cli.trace;

import static org.apache.spark.sql.functions.col;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.cli.pipeline.Failure;
import io.seekforge.corpus.DocumentTable;
import io.seekforge.corpus.LedgerTable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The tables of the stages that were run, filtered where Parquet's statistics can help. */
record StageTables(SparkSession spark, FileSystem files, Map<StageName, StageFolder> folders) {
  private static final Set<String> KNOWN =
      Set.of("documents", "ledger", "quarantine", "shards", "cases");
  private static final List<String> ID_COLUMNS = List.of("document_id", "train_id", "id");

  boolean has(StageName stage) {
    return folders.containsKey(stage);
  }

  Dataset<Row> documents(StageName stage, Column condition) {
    return DocumentTable.read(spark, folders.get(stage).documents()).where(condition);
  }

  Dataset<Row> ledger(StageName stage, Column condition) {
    return LedgerTable.read(spark, folders.get(stage).ledger()).where(condition);
  }

  /** Rows about a document in tables that only this stage has, for example its signals. */
  SortedMap<String, List<SortedMap<String, String>>> facts(StageName stage, String id) {
    SortedMap<String, List<SortedMap<String, String>>> facts = new TreeMap<>();
    for (FileStatus child : children(new Path(folders.get(stage).root()))) {
      String name = child.getPath().getName();
      if (child.isDirectory() && !KNOWN.contains(name) && isTable(child.getPath())) {
        List<SortedMap<String, String>> rows = rows(child.getPath(), id);
        if (!rows.isEmpty()) {
          facts.put(name, rows);
        }
      }
    }
    return facts;
  }

  private boolean isTable(Path folder) {
    return Arrays.stream(children(folder))
        .anyMatch(file -> file.getPath().getName().endsWith(".parquet"));
  }

  private List<SortedMap<String, String>> rows(Path table, String id) {
    Dataset<Row> rows = spark.read().parquet(table.toString());
    List<String> columns = List.of(rows.columns());
    return ID_COLUMNS.stream()
        .filter(columns::contains)
        .findFirst()
        .map(
            column ->
                rows.where(col(column).equalTo(id)).limit(Trace.MOST).collectAsList().stream()
                    .map(StageTables::values)
                    .toList())
        .orElse(List.of());
  }

  private static SortedMap<String, String> values(Row row) {
    SortedMap<String, String> values = new TreeMap<>();
    for (String name : row.schema().fieldNames()) {
      Object value = row.getAs(name);
      if (value != null) {
        values.put(name, value.toString());
      }
    }
    return values;
  }

  private FileStatus[] children(Path folder) {
    try {
      return files.listStatus(folder);
    } catch (IOException e) {
      throw new SeekforgeException("Cannot read " + folder + ": " + Failure.reason(e), e);
    }
  }
}
