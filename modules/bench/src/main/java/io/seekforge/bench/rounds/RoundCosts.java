package io.seekforge.bench.rounds;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Prints what rounds cost, in Markdown: {@code RoundCosts}. With {@code --measured} the columns of
 * measured rows, with {@code --measured LOG EVENTS} the cells of a run.
 */
public final class RoundCosts {
  private RoundCosts() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length == 0) {
      UnitCosts costs = UnitFit.of(MeasuredRounds.fitted());
      costs.print(System.out);
      new RoundTables(costs, System.out).print();
      return;
    }
    if (!arguments[0].equals("--measured") || arguments.length == 2 || arguments.length > 3) {
      System.err.println("usage: round-cost [--measured [LOG EVENTS]]");
      System.exit(2);
    }
    System.out.println(
        arguments.length == 3
            ? MeasuredRounds.figures(Path.of(arguments[1]), Path.of(arguments[2]))
            : MeasuredRounds.COLUMNS);
  }
}
