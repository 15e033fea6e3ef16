package io.seekforge.bench.rounds;

import java.util.SplittableRandom;

/** Seeded draws. */
final class Chance {
  private Chance() {}

  /** Numbers from 0 in a random order (Fisher and Yates). */
  static int[] order(int count, SplittableRandom random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int at = random.nextInt(i + 1);
      order[i] = order[at];
      order[at] = i;
    }
    return order;
  }

  /** A time of that mean and spread, normal, never below half the mean. */
  static double time(double mean, double spread, SplittableRandom random) {
    // Box and Muller (1958).
    double normal =
        Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
            * Math.cos(2 * Math.PI * random.nextDouble());
    return mean * Math.max(0.5, 1 + spread * normal);
  }
}
