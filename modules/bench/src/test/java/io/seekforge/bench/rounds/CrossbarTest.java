package io.seekforge.bench.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CrossbarTest {
  @Test
  void oneAskerForEachServerGetsTwoMinusTheRootOfTwo() {
    assertThat(Crossbar.share(1)).isCloseTo(2 - Math.sqrt(2), within(1e-12));
    assertThat(Crossbar.share(1e-6)).isCloseTo(1, within(1e-5));
  }

  @Test
  void askingSeveralLosesLess() {
    assertThat(Crossbar.share(1, 1)).isCloseTo(Crossbar.share(1), within(1e-12));
    for (int several = 1; several < 20; several++) {
      assertThat(Crossbar.share(1, several + 1)).isBetween(Crossbar.share(1, several) + 1e-6, 1.0);
    }
  }

  @Test
  void largestOfDrawsIsThatOfTheNormalDistribution() {
    // Harter 1961, "Expected values of normal order statistics".
    assertThat(Crossbar.largest(2)).isCloseTo(0.5642, within(0.03));
    assertThat(Crossbar.largest(10)).isCloseTo(1.5388, within(0.02));
    assertThat(Crossbar.largest(100)).isCloseTo(2.5076, within(0.02));
    assertThat(Crossbar.largest(1)).isZero();
  }

  @Test
  void mostCopiesAreTheMeanOfOneMachineAndTheOwnOfEven() {
    assertThat(Crossbar.mostCopies(1, 0, 0, 7)).isCloseTo(7, within(1e-6));
    assertThat(Crossbar.mostCopies(100, 100, 3, 1e-9)).isCloseTo(3, within(1e-6));
  }
}
