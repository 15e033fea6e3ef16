package io.seekforge.training.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochOrderTest {
  @Test
  void anEpochTakesEveryRowOnce() {
    int[] order = EpochOrder.of(42, 3, 7, 1000);
    Arrays.sort(order);
    assertThat(order).isEqualTo(IntStream.range(0, 1000).toArray());
  }

  @Test
  void seedReplicaAndEpochEachChangeTheOrder() {
    int[] order = EpochOrder.of(42, 0, 0, 100);
    assertThat(EpochOrder.of(42, 0, 0, 100)).isEqualTo(order);
    assertThat(EpochOrder.of(43, 0, 0, 100)).isNotEqualTo(order);
    assertThat(EpochOrder.of(42, 1, 0, 100)).isNotEqualTo(order);
    assertThat(EpochOrder.of(42, 0, 1, 100)).isNotEqualTo(order);
  }

  /**
   * The numbers come from the same rule in src/test/python/peft_peer.py: epoch_order(42, 1, 2, 10).
   */
  @Test
  void theOrderIsThatOfTheWrittenRule() {
    assertThat(EpochOrder.of(42, 1, 2, 10)).containsExactly(6, 0, 7, 1, 2, 4, 8, 9, 5, 3);
    assertThat(EpochOrder.of(-1, 0, 0, 5)).containsExactly(1, 3, 2, 4, 0);
  }
}
