package io.seekforge.text.minhash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BandingTest {
  @ParameterizedTest
  @CsvSource({"0.5,128,42,3", "0.7,128,32,4", "0.8,128,21,6", "0.9,128,14,9", "1.0,128,1,128"})
  void fewRowsForLowThresholds(double threshold, int permutations, int bands, int rows) {
    assertThat(Banding.forThreshold(threshold, permutations)).isEqualTo(new Banding(bands, rows));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95})
  void hardlyAnyPairAtTheThresholdIsMissed(double threshold) {
    assertThat(Banding.forThreshold(threshold, 128).detection(threshold)).isGreaterThan(0.995);
  }

  /**
   * Generated pairs of known similarity are found as often as theory says: within 4.5 standard
   * deviations of the binomial (a false alarm once in 150,000 tests; the seed is fixed).
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95})
  void detectsWhatTheorySays(double similarity) {
    assertThat(DetectionTrials.run(similarity).deviations()).isBetween(-4.5, 4.5);
  }

  @Test
  void signaturesEstimateSimilarityWithoutBias() {
    MinHash hash = new MinHash(128, 3);
    Random random = new Random(17);
    double error = 0;
    int pairs = 400;
    for (int i = 0; i < pairs; i++) {
      long[][] pair = DetectionTrials.pair(0.6, random);
      long[] a = hash.signature(pair[0]);
      long[] b = hash.signature(pair[1]);
      int equal = 0;
      for (int j = 0; j < a.length; j++) {
        equal += a[j] == b[j] ? 1 : 0;
      }
      error += equal / 128.0 - Shingles.jaccard(pair[0], pair[1]);
    }
    assertThat(error / pairs).isCloseTo(0, within(4.5 * Math.sqrt(0.24 / 128 / pairs)));
  }

  @Test
  void anotherSeedIsAnotherFamily() {
    long[] set = {1, 2, 3};
    assertThat(new MinHash(16, 1).signature(set)).isEqualTo(new MinHash(16, 1).signature(set));
    assertThat(new MinHash(16, 1).signature(set)).isNotEqualTo(new MinHash(16, 2).signature(set));
  }
}
