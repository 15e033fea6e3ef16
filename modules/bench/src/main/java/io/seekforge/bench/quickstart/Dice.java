package io.seekforge.bench.quickstart;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Seeded choices. {@link Random}'s sequence is fixed by its specification, so the files never
 * change.
 */
final class Dice {
  private final Random random;

  Dice(long seed) {
    random = new Random(seed);
  }

  int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  <T> T one(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }

  <T> List<T> some(List<T> items, int count) {
    List<T> shuffled = new ArrayList<>(items);
    Collections.shuffle(shuffled, random);
    return shuffled.subList(0, count);
  }
}
