package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DocumentTableTest {
  private final SparkSession spark = LocalSpark.session();

  @Test
  void documentsSurviveARoundTrip(@TempDir Path folder) {
    List<Document> documents = documents(7);
    DocumentTable.write(rows(documents, 2), folder + "/documents");
    List<Document> read =
        DocumentTable.read(spark, folder + "/documents").collectAsList().stream()
            .map(DocumentTable::document)
            .toList();
    assertThat(read).containsExactlyInAnyOrderElementsOf(documents);
    assertThat(read).extracting(Document::id).isSorted();
  }

  @Test
  void bytesDependOnRowsAlone(@TempDir Path folder) throws IOException {
    List<Document> documents = documents(300);
    DocumentTable.write(rows(documents, 1), folder + "/a");
    Collections.shuffle(documents, new Random(3));
    DocumentTable.write(
        rows(documents, 13)
            .map(
                (MapFunction<Row, Row>) row -> DocumentTable.row(DocumentTable.document(row)),
                DocumentTable.ENCODER),
        folder + "/b");
    Path first = folder.resolve("a/part-00000.parquet");
    Path second = folder.resolve("b/part-00000.parquet");
    assertThat(Files.mismatch(first, second)).isEqualTo(-1);
  }

  /** The writer's own order differs from one JVM to the next, which no test inside one can see. */
  @Test
  void encodingsOfEachColumnAreListedInOrder(@TempDir Path folder) throws IOException {
    DocumentTable.write(rows(documents(300), 2), folder + "/a");
    byte[] file = Files.readAllBytes(folder.resolve("a/part-00000.parquet"));
    int length =
        ByteBuffer.wrap(file)
            .order(ByteOrder.LITTLE_ENDIAN)
            .getInt(file.length - Integer.BYTES * 2);
    FileMetaData footer =
        Util.readFileMetaData(
            new ByteArrayInputStream(file, file.length - Integer.BYTES * 2 - length, length));
    assertThat(footer.getRow_groups()).isNotEmpty();
    assertThat(footer.getRow_groups())
        .flatExtracting(RowGroup::getColumns)
        .allSatisfy(column -> assertThat(column.getMeta_data().getEncodings()).isSorted());
  }

  @Test
  void anEmptyTableHasAFile(@TempDir Path folder) {
    LedgerTable.writeEmpty(spark, folder + "/ledger");
    assertThat(folder.resolve("ledger/part-00000.parquet")).exists();
    assertThat(LedgerTable.read(spark, folder + "/ledger").count()).isZero();
  }

  @Test
  void reasonsCountDropsAndRewrites(@TempDir Path folder) {
    List<Row> rows =
        List.of(
            LedgerTable.row(LedgerEntry.drop("aa", "clean", "too_short", "1", "5")),
            LedgerTable.row(LedgerEntry.drop("ab", "clean", "too_short", "2", "5")),
            LedgerTable.row(LedgerEntry.rewrite("ac", "clean", "whitespace", "3", "")));
    LedgerTable.write(spark.createDataFrame(rows, LedgerTable.SCHEMA), folder + "/ledger");
    assertThat(LedgerTable.reasons(spark, folder + "/ledger"))
        .containsExactlyInAnyOrderEntriesOf(Map.of("too_short", 2L, "rewrite_whitespace", 1L));
  }

  private Dataset<Row> rows(List<Document> documents, int partitions) {
    List<Row> rows = documents.stream().map(DocumentTable::row).toList();
    return spark.createDataFrame(rows, DocumentTable.SCHEMA).repartition(partitions);
  }

  private static List<Document> documents(int count) {
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Message> turns =
          i % 2 == 0
              ? List.of()
              : List.of(new Message("user", "问题 " + i), new Message("assistant", "answer " + i));
      Map<String, String> fields =
          Map.of("b", "2", "a", "" + i, "c", "3", "d", "4", "e", "5", "lang", "en");
      documents.add(Document.collected("text " + i, turns, "s", "k" + i, "f.jsonl", i, fields));
    }
    return documents;
  }
}
