package io.seekforge.corpus.near;

import io.seekforge.text.minhash.Shingles;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A table of shingle sets: {@code id}, and {@code shingles} as big-endian 64-bit numbers in
 * ascending order (binary, because Spark's arrays of numbers are boxed on their way into Java).
 */
public final class ShingleSets {
  public static final String ID = "id";
  public static final String SHINGLES = "shingles";

  static final StructType SCHEMA =
      new StructType().add(ID, DataTypes.StringType).add(SHINGLES, DataTypes.BinaryType);

  private static final Encoder<Row> ENCODER = Encoders.row(SCHEMA);

  private ShingleSets() {}

  /**
   * The shingle sets of documents.
   *
   * @param documents rows of the documents table, or any with columns {@code id} and {@code text}
   * @param size tokens in a shingle
   */
  public static Dataset<Row> of(Dataset<Row> documents, int size) {
    return documents
        .select("id", "text")
        .map(
            (MapFunction<Row, Row>)
                row -> RowFactory.create(row.getString(0), bytes(row.getString(1), size)),
            ENCODER);
  }

  /** The shingle set of one text, as it stands in the column. */
  public static byte[] bytes(String text, int size) {
    long[] shingles = Shingles.of(text, size);
    ByteBuffer bytes = ByteBuffer.allocate(shingles.length * Long.BYTES);
    bytes.asLongBuffer().put(shingles);
    return bytes.array();
  }

  static String id(Row item) {
    return item.getString(0);
  }

  static long[] shingles(Row item) {
    return shingles(item.<byte[]>getAs(1));
  }

  static long[] shingles(byte[] bytes) {
    LongBuffer numbers = ByteBuffer.wrap(bytes).asLongBuffer();
    long[] shingles = new long[numbers.remaining()];
    numbers.get(shingles);
    return shingles;
  }
}
