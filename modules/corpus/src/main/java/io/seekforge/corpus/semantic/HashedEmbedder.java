package io.seekforge.corpus.semantic;

import io.seekforge.text.embed.Embedded;
import io.seekforge.text.embed.HashedWords;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** {@link HashedWords} of a corpus, whose rare words weigh more than its common ones. */
public final class HashedEmbedder implements Embedder {
  private static final StructType COUNT =
      new StructType().add("slot", DataTypes.IntegerType).add("documents", DataTypes.LongType);

  @Override
  public Dataset<Row> vectors(Dataset<Row> texts) {
    long all = texts.count();
    Broadcast<int[]> documents =
        JavaSparkContext.fromSparkContext(texts.sparkSession().sparkContext())
            .broadcast(documents(texts));
    return texts
        .select("id", "text")
        .map(
            (MapFunction<Row, Row>)
                row -> {
                  float[] vector = HashedWords.vector(row.getString(1), documents.value(), all);
                  Embedded embedded =
                      vector == null
                          ? Embedded.none("no_words", "the text has no words")
                          : Embedded.of(vector, 0);
                  return Vectors.row(row.getString(0), embedded);
                },
            Vectors.ENCODER);
  }

  /**
   * How many documents have a word of each slot: a table of fixed size, added up over partitions.
   */
  private static int[] documents(Dataset<Row> texts) {
    int[] documents = new int[HashedWords.SLOTS];
    texts
        .select("text")
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>) HashedEmbedder::counts, Encoders.row(COUNT))
        .groupBy("slot")
        .sum("documents")
        .collectAsList()
        .forEach(row -> documents[row.getInt(0)] = Math.toIntExact(row.getLong(1)));
    return documents;
  }

  private static Iterator<Row> counts(Iterator<Row> texts) {
    long[] documents = new long[HashedWords.SLOTS];
    while (texts.hasNext()) {
      for (int slot : HashedWords.slots(texts.next().getString(0))) {
        documents[slot]++;
      }
    }
    List<Row> counts = new ArrayList<>();
    for (int slot = 0; slot < documents.length; slot++) {
      if (documents[slot] > 0) {
        counts.add(RowFactory.create(slot, documents[slot]));
      }
    }
    return counts.iterator();
  }
}
