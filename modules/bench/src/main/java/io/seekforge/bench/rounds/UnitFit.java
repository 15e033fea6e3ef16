package io.seekforge.bench.rounds;

import io.seekforge.bench.rounds.MeasuredRounds.By;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Unit costs of measured rounds. Each is a difference of figures that were measured apart, or, of
 * two costs that only show together, a fit by least squares of relative errors.
 */
final class UnitFit {
  /** Below, fixed costs hide those of a byte. */
  private static final double LARGE = 1e6;

  private static final double EXECUTORS = 2;

  private final List<MeasuredRounds> rows;

  private UnitFit(List<MeasuredRounds> rows) {
    this.rows = rows;
  }

  /** Two costs that come out of one fit. */
  private record Two(double first, double second) {}

  /**
   * The costs.
   *
   * @param rows of {@code local-cluster[2,1]}: both paths, at least two numbers of replicas and two
   *     sizes, and small vectors on the driver's path
   */
  static UnitCosts of(List<MeasuredRounds> rows) {
    return new UnitFit(rows).costs();
  }

  private UnitCosts costs() {
    Two reduce =
        two(
            large(By.DRIVER),
            row -> row.parameters() * row.replicas(),
            MeasuredRounds::parameters,
            MeasuredRounds::reduce);
    Two task =
        two(
            large(By.DRIVER),
            row -> bytes(row) * Math.min(EXECUTORS, row.replicas()),
            row -> bytes(row) * row.replicas(),
            row -> row.run() - row.compute() * row.replicas());
    Two before =
        two(
            row -> row.by() == By.DRIVER,
            MeasuredRounds::parameters,
            row -> 1,
            row -> row.round() - row.wall() - row.reduce());
    Two small =
        two(
            row -> row.by() == By.DRIVER && row.parameters() < LARGE,
            row -> 1,
            row -> row.replicas() / EXECUTORS,
            row -> row.wall() - (row.run() + row.serialize()) / EXECUTORS);
    Two sums =
        two(
            large(By.SHUFFLE),
            row -> row.parameters() * row.replicas(),
            MeasuredRounds::parameters,
            MeasuredRounds::sumRun);
    return new UnitCosts(
        small.first() + before.second(),
        mean(row -> row.replicas() == EXECUTORS, MeasuredRounds::launches),
        small.second(),
        before.first() / Float.BYTES,
        task.first(),
        task.second(),
        one(large(By.DRIVER), row -> bytes(row) * row.replicas(), MeasuredRounds::serialize),
        one(large(By.DRIVER), row -> bytes(row) * row.replicas(), MeasuredRounds::getting),
        reduce.first(),
        reduce.second(),
        reading(),
        one(
            large(By.SHUFFLE),
            row -> bytes(row) * row.replicas(),
            row -> row.run() - row.compute() * row.replicas()),
        (sums.first() - reduce.first()) / Float.BYTES,
        sums.second(),
        one(large(By.SHUFFLE), MeasuredRounds::parameters, MeasuredRounds::updateRun));
  }

  /** Of the largest vector, where no task waits for a core: differences of two runs are noisy. */
  private double reading() {
    MeasuredRounds most =
        rows.stream()
            .filter(row -> row.by() == By.SHUFFLE && row.replicas() == EXECUTORS)
            .max(Comparator.comparingDouble(MeasuredRounds::parameters))
            .orElseThrow(() -> new IllegalArgumentException("Missing rows of the shuffle"));
    return Math.max(0, most.compute() - computeAlone(most)) / bytes(most);
  }

  private double mean(Predicate<MeasuredRounds> some, ToDoubleFunction<MeasuredRounds> value) {
    return rows.stream().filter(some).mapToDouble(value).average().orElseThrow();
  }

  private double computeAlone(MeasuredRounds row) {
    return rows.stream()
        .filter(
            other ->
                other.by() == By.DRIVER
                    && other.hidden() == row.hidden()
                    && other.replicas() == row.replicas())
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("Missing the driver's path for the row " + row))
        .compute();
  }

  private static double bytes(MeasuredRounds row) {
    return Float.BYTES * row.parameters();
  }

  private static Predicate<MeasuredRounds> large(By by) {
    return row -> row.by() == by && row.parameters() >= LARGE;
  }

  /** {@code y = a·x}, never below 0. */
  private double one(
      Predicate<MeasuredRounds> some,
      ToDoubleFunction<MeasuredRounds> x,
      ToDoubleFunction<MeasuredRounds> y) {
    double xx = 0;
    double xy = 0;
    for (MeasuredRounds row : rows.stream().filter(some).toList()) {
      double weight = 1 / Math.max(1e-3, Math.abs(y.applyAsDouble(row)));
      double at = x.applyAsDouble(row) * weight;
      xx += at * at;
      xy += at * y.applyAsDouble(row) * weight;
    }
    return Math.max(0, xy / xx);
  }

  /** {@code y = a·u + b·v}, neither below 0. */
  private Two two(
      Predicate<MeasuredRounds> some,
      ToDoubleFunction<MeasuredRounds> u,
      ToDoubleFunction<MeasuredRounds> v,
      ToDoubleFunction<MeasuredRounds> y) {
    double uu = 0;
    double uv = 0;
    double vv = 0;
    double uy = 0;
    double vy = 0;
    for (MeasuredRounds row : rows.stream().filter(some).toList()) {
      double weight = 1 / Math.max(1e-3, Math.abs(y.applyAsDouble(row)));
      double first = u.applyAsDouble(row) * weight;
      double second = v.applyAsDouble(row) * weight;
      double value = y.applyAsDouble(row) * weight;
      uu += first * first;
      uv += first * second;
      vv += second * second;
      uy += first * value;
      vy += second * value;
    }
    double determinant = uu * vv - uv * uv;
    double a = (uy * vv - vy * uv) / determinant;
    double b = (vy * uu - uy * uv) / determinant;
    if (a < 0) {
      return new Two(0, one(some, v, y));
    }
    return b < 0 ? new Two(one(some, u, y), 0) : new Two(a, b);
  }
}
