package io.seekforge.corpus.pack;

import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.seekforge.text.pack.TokenizedDocument;
import java.util.List;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A piece of a tokenized document between tokenizing and packing. */
final class TokenRow {
  static final String SPLIT = "split";
  static final String DOCUMENT_ID = "document_id";
  static final String PIECE = "piece";
  static final String IDS = "ids";
  static final String LABELS = "labels";
  static final String SOURCE = "source";

  static final StructType SCHEMA =
      new StructType()
          .add(SPLIT, StringType)
          .add(DOCUMENT_ID, StringType)
          .add(PIECE, IntegerType)
          .add(IDS, DataTypes.createArrayType(IntegerType))
          .add(LABELS, DataTypes.createArrayType(IntegerType))
          .add(SOURCE, StringType);

  static final Encoder<Row> ENCODER = Encoders.row(SCHEMA);

  private TokenRow() {}

  static Row row(String split, String source, int piece, TokenizedDocument document) {
    return RowFactory.create(
        split,
        document.documentId(),
        piece,
        boxed(document.ids()),
        boxed(document.labels()),
        source);
  }

  static TokenizedDocument document(Row row) {
    return new TokenizedDocument(row.getString(1), ints(row.getList(3)), ints(row.getList(4)));
  }

  static Integer[] boxed(int[] values) {
    Integer[] boxed = new Integer[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return boxed;
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
