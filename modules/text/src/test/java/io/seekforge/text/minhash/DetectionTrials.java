package io.seekforge.text.minhash;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Generated pairs of sets, found by FineWeb's bands (14 of 8 rows) and as theory says.
 *
 * @param expected number of pairs that theory expects
 * @param found pairs that share a band
 * @param deviations what lies between, in standard deviations of the binomial
 */
public record DetectionTrials(double expected, int found, double deviations) {
  private static final int SET = 200;
  private static final int TRIALS = 1500;

  /** Makes and hashes pairs; the same for the same similarity. */
  public static DetectionTrials run(double similarity) {
    Banding banding = new Banding(14, 8);
    Random random = new Random(Double.hashCode(similarity));
    MinHash hash = new MinHash(banding.bands() * banding.rows(), 7);
    double expected = 0;
    int found = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      long[][] pair = pair(similarity, random);
      expected += banding.detection(Shingles.jaccard(pair[0], pair[1]));
      found += share(banding.keys(hash.signature(pair[0])), banding.keys(hash.signature(pair[1])));
    }
    double rate = expected / TRIALS;
    // Half a pair for whole numbers: at 0.95 a single miss is more than is to be expected.
    double apart = Math.max(0, Math.abs(found - expected) - 0.5) * Math.signum(found - expected);
    double deviation = Math.sqrt(TRIALS * rate * (1 - rate));
    return new DetectionTrials(expected, found, apart == 0 ? 0 : apart / deviation);
  }

  private static int share(long[] a, long[] b) {
    for (int i = 0; i < a.length; i++) {
      if (a[i] == b[i]) {
        return 1;
      }
    }
    return 0;
  }

  /** Two sets of {@value #SET} numbers whose similarity is the nearest possible. */
  static long[][] pair(double similarity, Random random) {
    int common = (int) Math.round(2 * SET * similarity / (1 + similarity));
    Set<Long> numbers = new HashSet<>();
    while (numbers.size() < 2 * SET - common) {
      numbers.add(random.nextLong());
    }
    long[] all = numbers.stream().mapToLong(Long::longValue).toArray();
    long[] a = Arrays.copyOf(all, SET);
    long[] b = Arrays.copyOfRange(all, SET - common, 2 * SET - common);
    Arrays.sort(a);
    Arrays.sort(b);
    return new long[][] {a, b};
  }
}
