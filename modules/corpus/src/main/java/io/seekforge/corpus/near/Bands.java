package io.seekforge.corpus.near;

import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.seekforge.text.minhash.Banding;
import io.seekforge.text.minhash.MinHash;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * One row per document and band: the bucket, the next band's key to sort by, the set's size, the
 * id.
 */
final class Bands implements FlatMapFunction<Row, Row> {
  static final int KEY = 0;
  static final int SIZE = 2;
  static final int ID = 3;

  static final Encoder<Row> ENCODER =
      Encoders.row(
          new StructType()
              .add("bucket", LongType)
              .add("next", LongType)
              .add("size", IntegerType)
              .add("id", StringType));

  private static final long serialVersionUID = 1L;

  private final Banding banding;
  private final MinHash hash;

  Bands(Banding banding, long seed) {
    this.banding = banding;
    this.hash = new MinHash(banding.bands() * banding.rows(), seed);
  }

  @Override
  public Iterator<Row> call(Row item) {
    long[] shingles = ShingleSets.shingles(item);
    if (shingles.length == 0) {
      return List.<Row>of().iterator();
    }
    long[] keys = banding.keys(hash.signature(shingles));
    List<Row> rows = new ArrayList<>(keys.length);
    for (int band = 0; band < keys.length; band++) {
      long next = keys[(band + 1) % keys.length];
      rows.add(RowFactory.create(keys[band], next, shingles.length, ShingleSets.id(item)));
    }
    return rows.iterator();
  }
}
