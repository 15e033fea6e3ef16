package io.seekforge.corpus.pack;

import static org.apache.spark.sql.functions.col;

import io.seekforge.api.ContentHash;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.PackSection.MixSection;
import io.seekforge.corpus.LedgerTable;
import java.io.Serializable;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * How often each source is read in training: the wanted shares of the sources exactly, of as many
 * tokens as the recipe's bound on repetition allows. A document of a source that is read 1.3 times
 * is there once or, with probability 0.3 by a hash of its id, twice.
 */
final class Mixture implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final double HASH_RANGE = (double) (1L << 52);

  private final TreeMap<String, Double> epochs;
  private final long seed;

  /**
   * @param epochs by source; sources that are not named are read once
   */
  Mixture(TreeMap<String, Double> epochs, long seed) {
    this.epochs = epochs;
    this.seed = seed;
  }

  /**
   * Times that each source is read. The shares are p ∝ n^(1/T) (as Conneau et al. 2020, section
   * 3.1, whose α is 1/T) or the recipe's weights; the whole is as large as it can be without any
   * source being read more than {@code max-epochs} times.
   *
   * @param tokens training tokens by source
   */
  static TreeMap<String, Double> epochs(SortedMap<String, Long> tokens, MixSection mix) {
    SortedMap<String, Double> weights = weights(tokens, mix);
    double most = Double.POSITIVE_INFINITY;
    for (String source : tokens.keySet()) {
      double weight = weights.get(source);
      if (weight > 0 && tokens.get(source) > 0) {
        most = Math.min(most, mix.maxEpochs() * tokens.get(source) / weight);
      }
    }
    TreeMap<String, Double> epochs = new TreeMap<>();
    for (String source : tokens.keySet()) {
      boolean read = weights.get(source) > 0 && tokens.get(source) > 0;
      double times = read ? most * weights.get(source) / tokens.get(source) : 0;
      epochs.put(source, Math.min(times, mix.maxEpochs()));
    }
    return epochs;
  }

  private static SortedMap<String, Double> weights(SortedMap<String, Long> tokens, MixSection mix) {
    SortedMap<String, Double> weights = mix.numbers();
    if (weights.isEmpty()) {
      tokens.forEach(
          (source, count) -> weights.put(source, StrictMath.pow(count, 1 / mix.temperature())));
      return weights;
    }
    for (String source : tokens.keySet()) {
      if (!weights.containsKey(source)) {
        throw new SeekforgeException(
            "Cannot mix: pack.mix.weights has no weight for the source "
                + source
                + " (0 leaves it out); sources of the training documents: "
                + String.join(", ", tokens.keySet()));
      }
    }
    if (tokens.keySet().stream().allMatch(source -> weights.get(source) == 0)) {
      throw new SeekforgeException("Cannot mix: pack.mix.weights leaves nothing to train on");
    }
    return weights;
  }

  /** Pieces as often as they are read; other splits than train stay. */
  Dataset<Row> applied(Dataset<Row> pieces, String split) {
    if (epochs.isEmpty() || !split.equals("train")) {
      return pieces;
    }
    return pieces.flatMap(
        (FlatMapFunction<Row, Row>) row -> Collections.nCopies(copies(row), row).iterator(),
        Encoders.row(TokenRow.SCHEMA));
  }

  /** One ledger row for each training document that is not read at all. */
  Dataset<Row> leftOut(Dataset<Row> pieces) {
    Dataset<Row> first = pieces.where(col(TokenRow.PIECE).equalTo(0));
    if (epochs.isEmpty()) {
      return first.limit(0).map((MapFunction<Row, Row>) this::entry, LedgerTable.ENCODER);
    }
    return first
        .filter((FilterFunction<Row>) row -> copies(row) == 0)
        .map((MapFunction<Row, Row>) this::entry, LedgerTable.ENCODER);
  }

  private Row entry(Row row) {
    String source = row.getString(5);
    String times = String.format(Locale.ROOT, "%.4f", epochs.getOrDefault(source, 1.0));
    return LedgerTable.row(
        new LedgerEntry(
            row.getString(1),
            "pack",
            LedgerEntry.Action.DROP,
            "mix_left_out",
            times,
            "",
            "",
            "source_epochs=" + times));
  }

  private int copies(Row row) {
    return copies(row.getString(1), row.getString(5));
  }

  /** How often a document is read. */
  int copies(String documentId, String source) {
    double times = epochs.getOrDefault(source, 1.0);
    int whole = (int) Math.floor(times);
    String hash = ContentHash.of("mix-1", seed, documentId).substring(0, 13);
    double draw = Long.parseLong(hash, 16) / HASH_RANGE;
    return whole + (draw < times - whole ? 1 : 0);
  }
}
