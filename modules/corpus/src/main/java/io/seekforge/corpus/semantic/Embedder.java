package io.seekforge.corpus.semantic;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Makes the vectors of texts. */
public interface Embedder {
  /**
   * One row a text, as {@link Vectors} has them. The same text gives the same vector, whatever
   * partition it is in.
   *
   * @param texts columns {@code id} and {@code text}, each id once
   * @throws io.seekforge.api.SeekforgeException with one line for the user
   */
  Dataset<Row> vectors(Dataset<Row> texts);

  /** Whether the corpus's mean is to be taken out of the vectors ({@link Centring}). */
  default boolean centred() {
    return false;
  }
}
