package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import io.seekforge.api.Document;
import io.seekforge.corpus.near.RecordPairs;
import io.seekforge.corpus.near.ShingleSets;
import io.seekforge.text.records.RecordSchema;
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
              .add(ShingleSets.SHINGLES, DataTypes.BinaryType)
              .add(RecordPairs.FIELDS, DataTypes.createArrayType(DataTypes.StringType)));

  private ExactGroups() {}

  /**
   * One row per record: the hash of its folded text, its rank, id, place and shingle set. Where the
   * schema finds fields to compare, these stand for the text: they are hashed with it, and there
   * are no shingles.
   *
   * @param shingle tokens in a shingle
   */
  static Dataset<Row> records(
      Dataset<Row> documents, KeepRank rank, int shingle, RecordSchema schema) {
    return documents.map((MapFunction<Row, Row>) row -> record(row, rank, shingle, schema), RECORD);
  }

  private static Row record(Row row, KeepRank rank, int shingle, RecordSchema schema) {
    Document document = DocumentTable.document(row);
    String[] fields = schema.record(name -> field(document, name));
    boolean plain = fields.length == 0;
    String text = document.text();
    return RowFactory.create(
        FoldedText.hash(plain ? text : text + "\n" + String.join("\n", fields)),
        rank.trust(document),
        rank.rank(document),
        document.id(),
        document.file(),
        document.position(),
        plain ? ShingleSets.bytes(text, shingle) : new byte[0],
        fields);
  }

  private static String field(Document document, String name) {
    return switch (name) {
      case DocumentTable.TEXT -> document.text();
      case DocumentTable.KEY -> document.key();
      case DocumentTable.URL -> document.url();
      case DocumentTable.CREATED -> document.created();
      default -> document.metadata().get(name);
    };
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
