package io.seekforge.corpus.semantic;

import io.seekforge.text.embed.Embedded;
import io.seekforge.text.embed.Vector;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A table of vectors: {@code id}; {@code vector} of length 1 as {@link Vector#bytes} (binary,
 * because Spark's arrays of numbers are boxed on their way into Java), null if there is none; then
 * {@code reason} and {@code message} say why; {@code tokens} it cost.
 */
public final class Vectors {
  public static final String ID = "id";
  public static final String VECTOR = "vector";
  public static final String REASON = "reason";
  public static final String MESSAGE = "message";
  public static final String TOKENS = "tokens";

  /** Encoder of rows of this table. */
  public static final Encoder<Row> ENCODER =
      Encoders.row(
          new StructType()
              .add(ID, DataTypes.StringType)
              .add(VECTOR, DataTypes.BinaryType)
              .add(REASON, DataTypes.StringType)
              .add(MESSAGE, DataTypes.StringType)
              .add(TOKENS, DataTypes.LongType));

  private Vectors() {}

  /** A row of the table. */
  public static Row row(String id, Embedded embedded) {
    float[] vector = embedded.vector();
    return RowFactory.create(
        id,
        vector == null ? null : Vector.bytes(vector),
        embedded.reason(),
        embedded.message(),
        embedded.tokens());
  }
}
