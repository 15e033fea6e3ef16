package io.seekforge.corpus.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.api.ContentHash;
import io.seekforge.api.recipe.PackSection.MixSection;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class MixtureTest {
  private static final TreeMap<String, Long> TOKENS =
      new TreeMap<>(Map.of("large", 8100L, "small", 900L));

  @Test
  void temperatureFlattensSharesWithoutRepeating() {
    Map<String, Double> epochs = Mixture.epochs(TOKENS, new MixSection(Map.of(), 2, 1));
    // n^(1/2): 90 to 30, so the large source has three times the small one's tokens.
    assertThat(epochs.get("small")).isEqualTo(1.0);
    assertThat(epochs.get("large") * 8100).isCloseTo(3 * 900, within(1e-6));
  }

  @Test
  void repetitionIsBounded() {
    MixSection halves = new MixSection(Map.of("large", "1", "small", "1"), 1, 4.5);
    Map<String, Double> epochs = Mixture.epochs(TOKENS, halves);
    assertThat(epochs.get("small")).isEqualTo(4.5);
    assertThat(epochs.get("large")).isCloseTo(0.5, within(1e-12));
    assertThat(Mixture.epochs(TOKENS, new MixSection(Map.of("large", "1", "small", "0"), 1, 1)))
        .containsExactlyEntriesOf(new TreeMap<>(Map.of("large", 1.0, "small", 0.0)));
  }

  @Test
  void documentsAreDrawnByTheirIdInTheWantedShare() {
    Mixture mixture = new Mixture(new TreeMap<>(Map.of("s", 1.3, "none", 0.0)), 42);
    int copies = 0;
    for (int i = 0; i < 10_000; i++) {
      int times = mixture.copies(ContentHash.of(i), "s");
      assertThat(times).isBetween(1, 2);
      copies += times;
      assertThat(mixture.copies(ContentHash.of(i), "none")).isZero();
      assertThat(mixture.copies(ContentHash.of(i), "unnamed")).isEqualTo(1);
    }
    assertThat(copies / 10_000.0).isCloseTo(1.3, within(0.02));
    assertThat(new Mixture(new TreeMap<>(Map.of("s", 1.3)), 42).copies("a", "s"))
        .isEqualTo(mixture.copies("a", "s"));
  }

  @Test
  void aSourceWithoutWeightIsNamed() {
    MixSection mix = new MixSection(Map.of("large", "1"), 1, 1);
    assertThatThrownBy(() -> Mixture.epochs(TOKENS, mix))
        .hasMessageContaining("no weight for the source small (0 leaves it out)");
    assertThatThrownBy(
            () -> Mixture.epochs(TOKENS, new MixSection(Map.of("large", "0", "small", "0"), 1, 1)))
        .hasMessageContaining("leaves nothing to train on");
    assertThatThrownBy(() -> new MixSection(Map.of("a", "x"), 1, 1))
        .hasMessageContaining("Invalid weights: a has \"x\"");
  }
}
