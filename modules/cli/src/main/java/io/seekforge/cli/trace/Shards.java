package io.seekforge.cli.trace;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.size;

import io.seekforge.api.StageName;
import io.seekforge.cli.trace.Trace.Place;
import io.seekforge.corpus.ShardTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Packed sequences with the file and row they stand in. */
final class Shards {
  static final List<String> SPLITS = List.of("train", "valid", "test");
  static final String FILE = "shard_file";
  static final String ROW = "shard_row";
  private static final String TOKENS = "tokens";

  private Shards() {}

  /** Name of a shard below {@code shards/}. */
  static String file(String split, int shard) {
    return String.format(Locale.ROOT, "%s/shard-%05d.parquet", split, shard);
  }

  /** Rows of a split's shards. */
  static Dataset<Row> read(StageTables tables, String split) {
    return tables
        .spark()
        .read()
        .parquet(tables.folders().get(StageName.PACK).shards(split))
        .select(
            col("_metadata.file_name").as(FILE),
            col("_metadata.row_index").as(ROW),
            col(ShardTable.DOCUMENT_IDS),
            col(ShardTable.DOCUMENT_STARTS),
            size(col(ShardTable.INPUT_IDS)).as(TOKENS));
  }

  /** All places of a document's tokens, by split, file and row. */
  static List<Place> places(StageTables tables, String id) {
    List<Place> places = new ArrayList<>();
    for (String split : SPLITS) {
      read(tables, split)
          .where(array_contains(col(ShardTable.DOCUMENT_IDS), id))
          .orderBy(FILE, ROW)
          .limit(Trace.MOST)
          .collectAsList()
          .forEach(row -> add(row, split, id, places));
    }
    return places;
  }

  private static void add(Row row, String split, String id, List<Place> places) {
    List<String> ids = row.getList(2);
    List<Integer> starts = row.getList(3);
    for (int i = 0; i < ids.size(); i++) {
      if (ids.get(i).equals(id)) {
        int end = i + 1 < ids.size() ? starts.get(i + 1) : row.getInt(4);
        places.add(
            new Place(
                split + "/" + row.getString(0),
                row.getLong(1),
                starts.get(i),
                end - starts.get(i)));
      }
    }
  }
}
