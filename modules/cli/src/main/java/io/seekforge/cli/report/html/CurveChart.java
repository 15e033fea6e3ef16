package io.seekforge.cli.report.html;

import io.seekforge.cli.report.Report.Round;
import io.seekforge.cli.report.Report.Training;
import io.seekforge.cli.report.Report.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** The learning curve: training loss by round with its running mean, validation loss on top. */
final class CurveChart {
  private static final int WIDTH = 1040;
  private static final int HEIGHT = 320;
  private static final int LEFT = 52;
  private static final int BOTTOM = 40;
  private static final int TOP = 12;

  private CurveChart() {}

  static String draw(Training training) {
    Svg svg = new Svg(WIDTH, HEIGHT, "Training and validation loss by round");
    Scale x = new Scale(0, Math.max(1, lastRound(training)), LEFT, WIDTH - 12);
    Scale y = lossScale(training);
    axes(svg, x, y);
    List<double[]> raw = new ArrayList<>();
    List<double[]> smooth = new ArrayList<>();
    double weight = 2.0 / (1 + Math.max(1, training.rounds().size() / 25.0));
    double mean = Double.NaN;
    for (Round round : training.rounds()) {
      mean = Double.isNaN(mean) ? round.loss() : mean + weight * (round.loss() - mean);
      raw.add(new double[] {x.at(round.round()), y.at(round.loss())});
      smooth.add(new double[] {x.at(round.round()), y.at(mean)});
    }
    svg.path("curve faint", raw).path("curve", smooth);
    validation(svg, training.validations(), x, y);
    return svg.toString();
  }

  private static void validation(Svg svg, List<Validation> validations, Scale x, Scale y) {
    List<double[]> points = new ArrayList<>();
    for (Validation validation : validations) {
      points.add(new double[] {x.at(validation.round()), y.at(validation.validLoss())});
    }
    svg.path("curve second", points);
    for (Validation validation : validations) {
      svg.dot(
          "point",
          x.at(validation.round()),
          y.at(validation.validLoss()),
          4,
          "round %d: validation loss %s"
              .formatted(validation.round(), Text.number(validation.validLoss())));
    }
  }

  private static long lastRound(Training training) {
    return Math.max(
        training.rounds().stream().mapToLong(Round::round).max().orElse(0),
        training.validations().stream().mapToLong(Validation::round).max().orElse(0));
  }

  private static Scale lossScale(Training training) {
    double[] losses =
        DoubleStream.concat(
                training.rounds().stream().mapToDouble(Round::loss),
                training.validations().stream().mapToDouble(Validation::validLoss))
            .toArray();
    double most = DoubleStream.of(losses).max().orElse(1);
    double least = DoubleStream.of(losses).min().orElse(0);
    double low = least < most / 2 ? 0 : least - (most - least) * 0.1;
    return new Scale(low, most + (most - low) * 0.05, HEIGHT - BOTTOM, TOP);
  }

  private static void axes(Svg svg, Scale x, Scale y) {
    for (double tick : y.ticks(5)) {
      svg.line("grid", LEFT, y.at(tick), WIDTH - 12, y.at(tick));
      svg.text("tick end", LEFT - 8, y.at(tick) + 4, label(tick));
    }
    for (double tick : x.ticks(8)) {
      svg.text("tick middle", x.at(tick), HEIGHT - BOTTOM + 18, Text.count(Math.round(tick)));
    }
    svg.line("axis", LEFT, HEIGHT - BOTTOM, WIDTH - 12, HEIGHT - BOTTOM);
    svg.text("tick middle", (LEFT + WIDTH) / 2.0, HEIGHT - 4, "training round");
  }

  private static String label(double tick) {
    return java.math.BigDecimal.valueOf(tick)
        .setScale(4, java.math.RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
