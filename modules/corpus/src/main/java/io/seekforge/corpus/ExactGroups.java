package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import io.seekforge.api.Document;
import io.seekforge.corpus.near.ShingleSets;
import io.seekforge.text.words.FoldedText;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Records whose texts are equal once case, width and white space are folded. */
final class ExactGroups {
  /** What tells records apart: two of them may share an id. */
  static final String[] PLACE = {"id", "file", "position"};

  private static final Encoder<Row> RECORD =
      Encoders.row(
          new StructType()
              .add("hash", DataTypes.StringType)
              .add("trust", DataTypes.IntegerType)
              .add("rank", DataTypes.LongType)
              .add("id", DataTypes.StringType)
              .add("file", DataTypes.StringType)
              .add("position", DataTypes.LongType)
              .add(ShingleSets.SHINGLES, DataTypes.BinaryType));

  private ExactGroups() {}

  /**
   * One row per record: the hash of its folded text, its rank, id, place and shingle set.
   *
   * @param shingle tokens in a shingle
   */
  static Dataset<Row> records(Dataset<Row> documents, KeepRank rank, int shingle) {
    return documents.map((MapFunction<Row, Row>) row -> record(row, rank, shingle), RECORD);
  }

  private static Row record(Row row, KeepRank rank, int shingle) {
    Document document = DocumentTable.document(row);
    return RowFactory.create(
        FoldedText.hash(document.text()),
        rank.trust(document),
        rank.rank(document),
        document.id(),
        document.file(),
        document.position(),
        ShingleSets.bytes(document.text(), shingle));
  }

  /**
   * One row per group: its hash, the rank, id and place of its best record, the smallest id in it.
   * Two records may share an id; file and position tell them apart.
   */
  static Dataset<Row> of(Dataset<Row> records) {
    return records
        .groupBy("hash")
        .agg(
            min(struct("trust", "rank", "id", "file", "position")).as("best"),
            min("id").as("smallest"))
        .select(col("hash"), col("best.*"), col("smallest"));
  }
}
