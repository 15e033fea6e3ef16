package io.seekforge.bench.rounds;

import io.seekforge.bench.rounds.MeasuredRounds.By;
import java.io.PrintStream;
import java.util.Locale;

/** What rounds cost on clusters of some sizes, as Markdown. */
final class RoundTables {
  /** 10 Gbit/s each way, 0.1 ms; Spark's four result threads; HDFS's three copies. */
  static final Hardware TEN_GIGABIT = new Hardware(1.25e9, 1e-4, 4, 3);

  private static final int[] EXECUTORS = {8, 64, 256, 1024};
  private static final double SHARE = 0.2;
  private static final long SEED = 1;
  private static final double GIGA = 1e9;

  private final UnitCosts costs;
  private final PrintStream out;

  RoundTables(UnitCosts costs, PrintStream out) {
    this.costs = costs;
    this.out = out;
  }

  void print() {
    for (Workload workload : new Workload[] {Workload.LORA_7B, Workload.V2_LITE_EXPERTS}) {
      line(
          "%n%s: %,d parameters, %,d tokens and %.1f s of computing a step, 10 Gbit/s%n",
          workload.name(), workload.parameters(), workload.tokens(), workload.stepSeconds());
      bytes(workload);
      seconds(workload);
      designs(workload);
    }
    even();
  }

  private static By[] paths(Workload workload) {
    return workload.fitsDriver() ? By.values() : new By[] {By.SHUFFLE};
  }

  private Cluster cluster(int executors, Design design) {
    return Cluster.of(executors, TEN_GIGABIT, costs, design);
  }

  private void bytes(Workload workload) {
    line(
        "| executors | path | GB into driver | out of it | held there at most"
            + " | into each executor | out of it |");
    line("|---|---|---|---|---|---|---|");
    for (int executors : EXECUTORS) {
      for (By by : paths(workload)) {
        RoundCost cost =
            RoundModel.simulation(by, cluster(executors, Design.CURRENT), workload, SEED);
        line(
            "| %,d | `%s` | %.2f | %.2f | %.2f | %.2f | %.2f |",
            executors,
            by.name().toLowerCase(Locale.ROOT),
            cost.driverIn() / GIGA,
            cost.driverOut() / GIGA,
            by == By.DRIVER ? held(executors, workload) / GIGA : 0,
            cost.executorIn() / GIGA,
            cost.executorOut() / GIGA);
      }
    }
    line("");
  }

  /** Results, parameters, two moments and the sum. */
  private double held(int executors, Workload workload) {
    Cluster cluster = cluster(executors, Design.CURRENT);
    int results = DriverSimulation.run(cluster, workload, SEED).mostHeld();
    return (results + 4) * workload.vectorBytes();
  }

  private void seconds(Workload workload) {
    line(
        "| executors | path | exchange by model, s | simulated, s | share of a round, H = 1"
            + " | smallest H | share then | tokens/s then |");
    line("|---|---|---|---|---|---|---|---|");
    for (int executors : EXECUTORS) {
      for (By by : paths(workload)) {
        Cluster cluster = cluster(executors, Design.CURRENT);
        RoundCost simulated = RoundModel.simulation(by, cluster, workload, SEED);
        int steps = RoundModel.steps(by, cluster, workload, SHARE);
        RoundCost then = RoundModel.simulation(by, cluster, workload.steps(steps), SEED);
        line(
            "| %,d | `%s` | %.1f | %.1f | %.0f %% | %d | %.0f %% | %,.0f |",
            executors,
            by.name().toLowerCase(Locale.ROOT),
            RoundModel.model(by, cluster, workload).exchange(),
            simulated.exchange(),
            100 * simulated.overhead(),
            steps,
            100 * then.overhead(),
            (double) workload.tokens() * steps * executors / then.seconds());
      }
    }
    line("");
  }

  /** What the shuffle's exchange takes with fewer reducers, and without rotation. */
  private void designs(Workload workload) {
    line("| executors | reducers | exchange, s | with 64 at most | all reading from block 0 |");
    line("|---|---|---|---|---|");
    Design current = Design.CURRENT;
    Design few = new Design(64, false, current.rotated(), true, current.piece());
    Design together = new Design(64, true, false, true, current.piece());
    for (int executors : EXECUTORS) {
      line(
          "| %,d | %d | %.1f | %.1f | %.1f |",
          executors,
          current.reducers(workload.parameters(), executors),
          exchange(executors, current, workload),
          exchange(executors, few, workload),
          exchange(executors, together, workload));
    }
    line("");
  }

  /** From which number of parameters the shuffle's exchange takes less than the driver's. */
  private void even() {
    line("| executors | shuffle is faster from | that is |");
    line("|---|---|---|");
    for (int executors : EXECUTORS) {
      long low = 1;
      long high = Integer.MAX_VALUE / Float.BYTES;
      while (high - low > 1) {
        long middle = (low + high) / 2;
        Workload workload = new Workload("even", middle, 512, 2, 0.05);
        boolean faster =
            RoundModel.model(By.SHUFFLE, cluster(executors, Design.CURRENT), workload).exchange()
                < RoundModel.model(By.DRIVER, cluster(executors, Design.CURRENT), workload)
                    .exchange();
        low = faster ? low : middle;
        high = faster ? middle : high;
      }
      line(
          "| %,d | P = %.1f million | P·R = %.0f million |",
          executors, high / 1e6, high * executors / 1e6);
    }
  }

  private double exchange(int executors, Design design, Workload workload) {
    return RoundModel.simulation(By.SHUFFLE, cluster(executors, design), workload, SEED).exchange();
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}
