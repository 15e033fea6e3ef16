package io.seekforge.text.minhash;

import io.seekforge.text.words.Hash64;
import java.io.Serializable;

/**
 * Locality-sensitive banding of signatures (Leskovec, Rajaraman, Ullman: Mining of massive
 * datasets, section 3.4): two documents are candidates if all {@code rows} of at least one of
 * {@code bands} bands agree, which happens with probability {@code 1 - (1 - J^rows)^bands}.
 *
 * @param bands number of bands
 * @param rows signature components in a band
 */
public record Banding(int bands, int rows) implements Serializable {
  /**
   * What a missed pair costs against a needless candidate. A candidate costs one merge of two
   * sorted arrays, since each is verified; a missed pair stays in the corpus for good, or leaks
   * from training into test.
   */
  static final double MISS_COST = 1000;

  private static final int INTEGRATION_STEPS = 200;

  public Banding {
    if (bands < 1 || rows < 1) {
      throw new IllegalArgumentException("Invalid banding: " + bands + " x " + rows);
    }
  }

  /**
   * The banding of at most {@code permutations} components that finds pairs from {@code threshold}
   * on at the least cost: {@value #MISS_COST} times the area of misses above the threshold plus the
   * area of candidates below it, over similarities spread evenly.
   */
  public static Banding forThreshold(double threshold, int permutations) {
    Banding best = null;
    double least = Double.POSITIVE_INFINITY;
    for (int rows = 1; rows <= permutations; rows++) {
      Banding banding = new Banding(permutations / rows, rows);
      double cost = banding.cost(Math.min(threshold, 1));
      if (cost < least) {
        least = cost;
        best = banding;
      }
    }
    return best;
  }

  /** Probability that two documents of the given Jaccard similarity become candidates. */
  public double detection(double similarity) {
    return 1 - Math.pow(1 - Math.pow(similarity, rows), bands);
  }

  /**
   * One key a band, equal in two signatures (but for chance) exactly if the band's rows are.
   *
   * @param signature at least bands x rows components
   */
  public long[] keys(long[] signature) {
    long[] keys = new long[bands];
    for (int band = 0; band < bands; band++) {
      long key = band;
      for (int row = 0; row < rows; row++) {
        key = Hash64.combine(key, signature[band * rows + row]);
      }
      keys[band] = key;
    }
    return keys;
  }

  private double cost(double threshold) {
    double missed = 0;
    double needless = 0;
    for (int i = 0; i < INTEGRATION_STEPS; i++) {
      double part = (i + 0.5) / INTEGRATION_STEPS;
      missed += 1 - detection(threshold + part * (1 - threshold));
      needless += detection(part * threshold);
    }
    return (MISS_COST * missed * (1 - threshold) + needless * threshold) / INTEGRATION_STEPS;
  }
}
