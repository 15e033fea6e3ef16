package io.seekforge.bench.rounds;

/** How much of their cards machines can use that ask others by chance, and how uneven chance is. */
final class Crossbar {
  private Crossbar() {}

  /**
   * Share of its card's speed that a machine receives at, if so many ask at a time, each one other
   * at a time. A server that has {@code f} askers and is busy for the share {@code ρ = f·e} makes
   * one wait for {@code ρ / (2·(1 - ρ))} transfers (M/D/1); with {@code f = 1} the result is {@code
   * 2 - √2}, as Karol, Hluchyj and Morgan 1987, "Input versus output queueing on a space-division
   * packet switch".
   *
   * @param f askers for each server
   */
  static double share(double f) {
    return (1 + f - Math.sqrt(1 + f * f)) / f;
  }

  /**
   * The same if each asks several at a time. What is lost falls with their number to the power of
   * 0.6, which is fitted to the simulation.
   */
  static double share(double f, double several) {
    double most = Math.min(1, 1 / f);
    return most - (most - share(f)) / Math.pow(several, 0.6);
  }

  /**
   * Expected value of the largest of so many normal draws, in standard deviations (Blom 1958,
   * "Statistical estimates and transformed beta-variables").
   */
  static double largest(int draws) {
    return draws == 1 ? 0 : quantile(draws, draws);
  }

  /** Expected value of the normal draw of that rank, from 1, in standard deviations. */
  static double quantile(int rank, int draws) {
    return normal((rank - 0.375) / (draws + 0.25));
  }

  /** Quantile of the normal distribution, by bisection of {@link #below}. */
  private static double normal(double probability) {
    double low = -10;
    double high = 10;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (below(middle) < probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Normal distribution, Abramowitz and Stegun 1964, 26.2.17: within 7.5e-8. */
  private static double below(double x) {
    double t = 1 / (1 + 0.2316419 * Math.abs(x));
    double tail =
        Math.exp(-x * x / 2)
            / Math.sqrt(2 * Math.PI)
            * t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return x >= 0 ? 1 - tail : tail;
  }

  /**
   * Expected number of copies on the machine that holds most of them.
   *
   * @param machines in all
   * @param first machines that hold {@code own} copies besides those that chance brings
   * @param others copies that lie on machines by chance
   */
  static double mostCopies(int machines, int first, double own, double others) {
    double mean = others / machines;
    double expected = 0;
    for (int count = 0; count < own + 20 * (1 + mean); count++) {
      double allBelow =
          Math.pow(poisson(mean, count - own), first)
              * Math.pow(poisson(mean, count), machines - first);
      expected += 1 - allBelow;
    }
    return expected;
  }

  /** Probability of at most so many. */
  private static double poisson(double mean, double most) {
    double term = Math.exp(-mean);
    double sum = 0;
    for (int count = 0; count <= most; count++) {
      sum += term;
      term *= mean / (count + 1);
    }
    return sum;
  }
}
